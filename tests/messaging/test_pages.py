"""Notices and the demo's mailbox."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from accounts.signals import mail_written, member_invited
from messaging import queries
from messaging.actions import announce, notify, notify_each
from messaging.mailbox import MailboxBackend
from messaging.models import MailboxMessage, Notification, OutgoingMail
from tests.factories import make_company, make_user, owner_of

pytestmark = pytest.mark.django_db(transaction=True)

NOTICES = "messaging:notifications"


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def tell(user: User, kind: str, path: str = "/orders/abc/", key: str = "x") -> Notification:
    with transaction.atomic():
        notify(user, kind=kind, facts={"title": "<b>在庫</b>"}, path=path, dedupe_key=key)
    return Notification.objects.get(user=user, dedupe_key=key)


def test_notices_are_read_in_the_readers_words_and_escaped(readers: list[User], sentence: str) -> None:
    tell(readers[0], sentence)
    page = signed_in(readers[0]).get(reverse(NOTICES)).content.decode()
    assert "Home" in page
    assert "&lt;b&gt;在庫" in page
    assert "<b>在庫" not in page
    fragment = signed_in(readers[0]).get(reverse(NOTICES), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'hx-trigger="notified from:body' in fragment


def test_event_during_a_page_is_in_its_stream(
    readers: list[User], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page cannot know what is committed after its query, so its stream begins before the query."""
    tell(readers[0], sentence)
    read = queries.notification_page

    def read_then_happen(user: User, cursor: str | None) -> object:
        rows = read(user, cursor)
        with transaction.atomic():
            announce([user], "order-changed", {})
        return rows

    monkeypatch.setattr(queries, "notification_page", read_then_happen)
    page = signed_in(readers[0]).get(reverse(NOTICES)).content.decode()
    assert f'{reverse("messaging:stream")}?after=1"' in page
    assert queries.last_sequence(readers[0]) == 2


def test_only_pages_ask_where_their_stream_begins(
    readers: list[User], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[User] = []
    monkeypatch.setattr("messaging.middleware.last_sequence", lambda user: asked.append(user) or 0)
    reader, staff = signed_in(readers[0]), signed_in(make_user(is_staff=True, is_superuser=True))
    reader.get(reverse(NOTICES), headers={"HX-Request": "true"})
    staff.get(reverse("admin:index"))
    Client().get(reverse("portal:landing"))
    assert asked == []
    reader.get(reverse(NOTICES), headers={"HX-Request": "true", "HX-Boosted": "true"})
    reader.get(reverse(NOTICES))
    assert asked == [readers[0]] * 2


def test_opening_a_notice_marks_it_read_and_leads_on(readers: list[User], sentence: str) -> None:
    notice = tell(readers[0], sentence)
    answer = signed_in(readers[0]).get(reverse("messaging:notification_open", args=[notice.pk]))
    assert answer["Location"] == "/orders/abc/"
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_notice_never_leads_elsewhere(readers: list[User], sentence: str, path: str) -> None:
    notice = tell(readers[0], sentence, path)
    answer = signed_in(readers[0]).get(reverse("messaging:notification_open", args=[notice.pk]))
    assert answer["Location"] == reverse(NOTICES)


def test_notice_of_somebody_else_does_not_exist(readers: list[User], sentence: str) -> None:
    notice = tell(readers[0], sentence)
    assert signed_in(readers[1]).get(reverse("messaging:notification_open", args=[notice.pk])).status_code == 404
    assert "在庫" not in signed_in(readers[1]).get(reverse(NOTICES)).content.decode()


def test_notice_of_a_kind_that_is_gone_is_left_out(readers: list[User]) -> None:
    Notification.objects.create(user=readers[0], kind="gone", dedupe_key="x")
    assert signed_in(readers[0]).get(reverse(NOTICES)).status_code == 200


def test_marking_all_read_empties_the_badge(readers: list[User], sentence: str) -> None:
    with transaction.atomic():
        notify_each(readers, kind=sentence, facts={"title": "x"}, path="/", dedupe_key="x")
    client = signed_in(readers[0])
    badge = reverse("messaging:unread_badge")
    assert "1 unread notice" in client.get(badge).content.decode()
    assert client.get(reverse("messaging:notifications_read")).status_code == 405
    client.post(reverse("messaging:notifications_read"))
    assert client.get(badge).content.decode().strip() == ""


def test_notices_cost_the_same_for_1_and_20(
    readers: list[User], sentence: str, django_assert_max_num_queries: object
) -> None:
    client = signed_in(readers[0])
    for count in (1, 20):
        for number in range(count):
            tell(readers[0], sentence, key=f"{count}-{number}")
        client.get(reverse(NOTICES))
        with django_assert_max_num_queries(10):  # type: ignore[operator]
            client.get(reverse(NOTICES))


def test_mailbox_lists_searches_and_links(db: None) -> None:
    for number, to in enumerate(["aoi@example.jp", "midori@example.jp"]):
        body = f"Open http://localhost:8000/x/{number}/ please. <script>alert(1)</script>"
        MailboxBackend().send_messages([EmailMessage("件名", body, None, [to])])
    page = Client().get(reverse("mailbox:list"), {"to": "AOI"}).content.decode()
    assert "aoi@example.jp" in page
    assert "midori@example.jp" not in page
    message = MailboxMessage.objects.get(to="aoi@example.jp")
    opened = Client().get(reverse("mailbox:message", args=[message.pk])).content.decode()
    assert 'href="http://localhost:8000/x/0/"' in opened
    assert "<script>alert" not in opened


def test_mailbox_takes_any_search(db: None) -> None:
    for typed in ("\x00", "%", "'; --", "x" * 5_000, "\u202e"):
        assert Client().get(reverse("mailbox:list"), {"to": typed, "page": "-1"}).status_code == 200


def test_mail_with_a_broken_header_is_refused_and_without_readers_skipped(db: None) -> None:
    assert MailboxBackend().send_messages([EmailMessage("x", "y", None, [])]) == 0
    with pytest.raises(ValueError, match="linefeed"):
        MailboxBackend().send_messages([EmailMessage("x\nBcc: y@example.jp", "y", None, ["z@example.jp"])])


def test_written_mail_and_invitation_become_outgoing_mails(db: None) -> None:
    company = make_company()
    invitation = company.invitations.create(
        email="new@example.jp",
        role="editor",
        token_digest="x",
        invited_by=owner_of(company),
        expires_at="2027-01-01T00:00Z",
    )
    invitation.refresh_from_db()
    with transaction.atomic():
        mail_written.send(sender=User, to="a@example.jp", subject="件名", body="本文")
        member_invited.send(sender=User, invitation=invitation, token="tok-en", site="https://kakehashi.example")
    written, invited = OutgoingMail.objects.order_by("pk")
    assert (written.to, written.subject, written.body) == ("a@example.jp", "件名", "本文")
    assert invited.to == "new@example.jp"
    assert "https://kakehashi.example" + reverse("accounts:invitation", args=["tok-en"]) in invited.body


@override_settings(DEMO=False)
def test_anonymous_readers_are_sent_to_sign_in(db: None) -> None:
    for name in (NOTICES, "messaging:unread_badge", "messaging:notifications_read"):
        assert Client().get(reverse(name)).status_code == 302
