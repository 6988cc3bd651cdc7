"""Legal texts: versions that never change, consent asked once, drafts of administrators."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.actions import LegalWords
from accounts.errors import LegalTextMovedOnError, NothingToPublishError, TooEarlyError
from accounts.first_texts import first_texts
from accounts.models import LegalConsent, LegalDraft, LegalKind, LegalVersion, User
from accounts.queries import legal_text_in_force, legal_texts_in_force, legal_texts_owed_by
from common.japan import today_in_japan
from tests.accounts.conftest import signed_in
from tests.accounts.test_signing_in import sign_up
from tests.factories import make_freelancer, make_user

pytestmark = pytest.mark.django_db
WORDS = LegalWords("## 新しい規約\n- 一つ目", "## New terms\n- one", "短くしました。", "It is shorter.")


def publish(
    kind: LegalKind = LegalKind.TERMS, *, days: int = 0, needs_consent: bool = True, words: LegalWords = WORDS
) -> LegalVersion:
    admin = User.objects.filter(email="desk@example.jp").first() or make_user("desk@example.jp", is_staff=True)
    newest = LegalVersion.objects.filter(kind=kind).order_by("-number").first()
    actions.save_legal_draft(kind, words, actor=admin)
    return actions.publish_legal_draft(
        kind,
        number=newest.number + 1 if newest else 1,
        valid_from=today_in_japan() + timedelta(days=days),
        needs_consent=needs_consent,
        actor=admin,
    )


def test_the_first_texts_are_shipped_in_both_languages() -> None:
    assert [text.kind for text in legal_texts_in_force()] == list(LegalKind.values)
    for shipped in first_texts():
        stored = LegalVersion.objects.get(kind=shipped.kind, number=1)
        assert (stored.body_ja, stored.body_en) == (shipped.body_ja, shipped.body_en)
        assert stored.body_ja.count("## ") == stored.body_en.count("## ") > 2
        assert stored.body_ja.count("\n- ") == stored.body_en.count("\n- ")
        assert stored.needs_consent == (shipped.kind in (LegalKind.TERMS, LegalKind.PRIVACY))


def test_links_in_the_shipped_texts_lead_somewhere() -> None:
    client = signed_in(make_user())
    linked = {link for text in first_texts() for body in (text.body_ja, text.body_en) for link in body.split("](")[1:]}
    addresses = {link.partition(")")[0] for link in linked}
    assert "/contact/" in addresses
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_legalversion SET body_ja = 'x'", "DELETE FROM accounts_legalversion"]
)
def test_a_published_version_never_changes(statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("accounts_legalversion"))


def test_a_consent_is_never_rewritten() -> None:
    make_user()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        LegalConsent.objects.update(language="en")


def test_publishing_makes_the_next_version_once() -> None:
    version = publish(needs_consent=False)
    assert (version.number, version.body, version.published_by) == (2, WORDS.body_ja, "desk@example.jp")
    assert legal_text_in_force(LegalKind.TERMS) == version
    assert not LegalDraft.objects.exists()
    again = {"valid_from": today_in_japan(), "needs_consent": False, "actor": make_user(is_staff=True)}
    assert actions.publish_legal_draft(LegalKind.TERMS, number=2, **again) == version
    with pytest.raises(NothingToPublishError):
        actions.publish_legal_draft(LegalKind.TERMS, number=3, **again)
    actions.save_legal_draft(LegalKind.TERMS, WORDS, actor=again["actor"])
    with pytest.raises(LegalTextMovedOnError):
        actions.publish_legal_draft(LegalKind.TERMS, number=2, **again)
    with pytest.raises(TooEarlyError):
        actions.publish_legal_draft(LegalKind.TERMS, number=3, **(again | {"valid_from": date(2026, 1, 1)}))


def test_a_version_to_come_waits_for_its_day() -> None:
    user = make_user()
    coming = publish(days=3)
    assert legal_text_in_force(LegalKind.TERMS) != coming
    assert legal_texts_owed_by(user) == []
    page = Client().get(reverse("accounts:legal_version", args=["terms", 2])).text
    assert "まだ適用されていません" in page
    with pytest.raises(TooEarlyError):
        publish(days=1)


def test_past_versions_stay_readable_at_their_address() -> None:
    publish()
    client = Client()
    past = client.get(reverse("accounts:legal_version", args=["terms", 1])).text
    assert "これは過去の版です。" in past
    assert "架け橋がすること、しないこと" in past
    assert "新しい規約" in client.get(reverse("accounts:legal", args=["terms"])).text
    assert client.get(reverse("accounts:legal_version", args=["terms", 9])).status_code == 404
    assert client.get("/legal/no-such-text/").status_code == 404


def test_signing_up_needs_the_consent_and_records_it() -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.get("/account/signup/").text
    assert 'href="/legal/terms/"' in page
    assert 'href="/legal/privacy/"' in page
    refused = sign_up(client, consent="")
    assert "Please read both texts" in refused.text
    assert not User.objects.exists()
    sign_up(client)
    agreed = LegalConsent.objects.filter(user__email="new.person@example.jp")
    assert {(one.version.kind, one.version.number, one.language) for one in agreed} == {
        ("terms", 1, "en"),
        ("privacy", 1, "en"),
    }


def test_consent_to_a_new_version_is_asked_exactly_once() -> None:
    person = make_freelancer().user
    client = signed_in(person)
    assert client.get("/dashboard/").status_code == 200
    publish(LegalKind.PRIVACY)
    asked = client.get("/orders/?q=x&page=1")
    assert asked.headers["Location"] == "/consent/?next=%2Forders%2F%3Fq%3Dx%26page%3D1"
    page = client.get(asked.headers["Location"])
    assert "短くしました。" in page.text
    assert client.post("/consent/", {"shown": "privacy 2", "next": "/orders/?q=x"}).status_code == 422
    answer = client.post("/consent/", {"shown": "privacy 2", "next": "/orders/?q=x", "agreed": "on"})
    assert answer.headers["Location"] == "/orders/?q=x"
    assert LegalConsent.objects.filter(user=person, version__kind="privacy", version__number=2).count() == 1
    assert client.get("/orders/?q=x").status_code == 200
    assert client.get("/consent/").headers["Location"] == "/dashboard/"


def test_nobody_agrees_to_a_text_the_page_did_not_show() -> None:
    person = make_user()
    client = signed_in(person)
    publish()
    answer = client.post("/consent/", {"shown": "terms 1", "agreed": "on"})
    assert answer.status_code == 422
    assert "この間に文面が変わりました" in answer.text
    assert 'value="terms 2"' in answer.text
    assert legal_texts_owed_by(person) != []


def test_a_correction_asks_nobody_but_those_who_still_owe_an_answer() -> None:
    old, new = make_user(), make_user()
    publish()
    [owed] = legal_texts_owed_by(old)
    actions.agree_to_legal_texts(new, [owed], language="ja")
    corrected = publish(needs_consent=False)
    assert legal_texts_owed_by(new) == []
    assert legal_texts_owed_by(old) == [corrected]


def test_what_was_typed_is_taken_while_consent_waits() -> None:
    person = make_user(full_name="前")
    client = signed_in(person)
    publish()
    client.post("/me/settings/", {"full_name": "山田 花子", "language": "ja"})
    person.refresh_from_db()
    assert person.full_name == "山田 花子"
    assert client.get("/me/settings/").headers["Location"].startswith("/consent/")


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/legal/terms/", {}),
        ("/contact/", {}),
        ("/healthz/", {}),
        ("/account/logout/", {}),
        ("/dashboard/", {"HX-Request": "true"}),
        ("/notifications/", {"Accept": "application/json"}),
    ],
)
def test_these_never_ask(address: str, headers: dict[str, str]) -> None:
    client = signed_in(make_freelancer().user)
    publish()
    assert client.get(address, headers=headers).status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "x", ""])
def test_after_consent_nobody_is_led_elsewhere(target: str) -> None:
    client = signed_in(make_user())
    publish()
    answer = client.post("/consent/", {"shown": "terms 2", "agreed": "on", "next": target})
    assert answer.headers["Location"] == "/dashboard/"


def test_an_administrator_drafts_previews_and_publishes() -> None:
    client = signed_in(make_user(is_staff=True, full_name="運営 花子"))
    edit = reverse("accounts:staff_legal_edit", args=["transactions"])
    assert "利用料" in client.get(edit).text
    typed = {"body_ja": "## <b>題</b>\n1. 一つ", "body_en": "## T", "changes_ja": "一", "changes_en": "1"}
    preview = client.post(edit, typed, follow=True).text
    assert "<h2>&lt;b&gt;題&lt;/b&gt;</h2>\n<ol><li>一つ</li></ol>" in preview
    publish_address = reverse("accounts:staff_legal_publish", args=["transactions"])
    early = client.post(publish_address, {"number": "2", "valid_from": "2026-01-01"})
    assert early.status_code == 422
    assert "今日以降" in early.text
    day = today_in_japan().isoformat()
    page = client.post(publish_address, {"number": "2", "valid_from": day, "needs_consent": ""}, follow=True).text
    assert "第2版を公開しました。" in page
    assert LegalVersion.objects.get(kind="transactions", number=2).published_by == "運営 花子"
    assert client.get(reverse("accounts:staff_legal_preview", args=["transactions"])).status_code == 404
    assert client.get(reverse("accounts:staff_legal")).status_code == 200


def test_a_draft_is_thrown_away() -> None:
    client = signed_in(make_user(is_staff=True))
    actions.save_legal_draft(LegalKind.TERMS, WORDS, actor=make_user(is_staff=True))
    client.post(reverse("accounts:staff_legal_drop", args=["terms"]))
    assert not LegalDraft.objects.exists()
