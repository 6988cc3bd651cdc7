"""A freelancer asks a client, the client answers from the mail without an account, and everybody sees the mark."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from accounts.actions import change_showcase, save_work
from accounts.models import PastWork, Profile, WorkConfirmation
from common.japan import today_in_japan
from messaging.models import MailboxMessage
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_freelancer
from vocabulary.models import Skill

pytestmark = pytest.mark.browser
CLIENT = "kura@past-client.example"
SEND = {"ja": "確認をお願いする", "en": "Send the question"}
ANSWER = {"ja": "回答する", "en": "Send the answer"}
MARK = {"ja": "発注者が確認", "en": "confirmed by the client"}
PROOF = {"ja": "発注者が確認", "en": "confirmed by a client"}


def link_in_mail() -> str:
    """The path in the only mail to the client."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        mail = MailboxMessage.objects.filter(to__icontains=CLIENT).first()
        if mail is not None and (found := re.search(r"https?://[^/]+(/confirm/\S+)", mail.body)):
            return found[1]
        time.sleep(0.2)
    pytest.fail("no mail with a link")


@dataclass
class Looks:
    """How everybody in this story looks at the pages."""

    open_browser: Callable[..., Reader]
    width: int
    language: str
    scripts: bool

    def opened(self, email: str = "") -> Reader:
        reader = self.open_browser(width=self.width, language=self.language, scripts=self.scripts)
        if email:
            reader.sign_in(email, PASSWORD)
        return reader

    def check(self, reader: Reader) -> None:
        if self.scripts:
            reader.assert_accessible()


def make_story() -> tuple[Profile, PastWork]:
    profile = make_freelancer(skills=("kintone",), handle="みなと工房", legal_name="瀬戸口 湊")
    facts = {"text": "紙の台帳をなくした。", "year": 2025, "industry": "酒造", "role": "一人で"}
    work = save_work(profile, None, title="酒蔵の受注を一覧に", skills=Skill.objects.filter(slug="kintone"), **facts)
    change_showcase(profile, is_public=True)
    return profile, work


def ask_the_client(looks: Looks, person: Reader, work: PastWork) -> None:
    person.visit("/me/profile/")
    person.page.click(f"#works a[href='/me/profile/works/{work.public_id}/client/']")
    person.page.fill("[name=email]", CLIENT)
    looks.check(person)
    person.page.get_by_role("button", name=SEND[looks.language]).click()
    person.page.wait_for_selector(f"text={CLIENT}")


def answer_from_the_mail(looks: Looks) -> None:
    client = looks.opened()
    client.visit(link_in_mail())
    shown = client.page.inner_text("main")
    assert all(fact in shown for fact in ("酒蔵の受注を一覧に", "2025", "一人で", "kintone", "瀬戸口 湊"))
    looks.check(client)
    client.page.check("[name=answer][value=yes]")
    client.page.get_by_role("button", name=ANSWER[looks.language]).click()
    client.page.wait_for_selector("[name=answer]", state="detached")
    looks.check(client)


def see_the_mark(looks: Looks, reader: Reader, work: PastWork) -> None:
    mark = reader.page.inner_text(f"[data-confirmed='{work.public_id}']")
    assert MARK[looks.language] in mark
    assert str(today_in_japan().year) in mark
    assert PROOF[looks.language] in reader.page.inner_text("[data-proof=client]")
    assert CLIENT not in reader.page.content()
    looks.check(reader)


@pytest.mark.parametrize(("width", "language", "scripts"), [(390, "ja", True), (1280, "en", False)])
def test_a_client_confirms_a_work(
    open_browser: Callable[..., Reader], width: int, language: str, scripts: bool
) -> None:
    looks = Looks(open_browser, width, language, scripts)
    profile, work = make_story()
    assert profile.user is not None
    person = looks.opened(profile.user.email)
    ask_the_client(looks, person, work)
    answer_from_the_mail(looks)
    assert WorkConfirmation.objects.get().status == "confirmed"
    person.visit("/me/profile/")
    see_the_mark(looks, person, work)
    other = make_freelancer().user
    assert other is not None
    stranger = looks.opened(other.email)
    stranger.visit(f"/candidates/{profile.party.public_id}/")
    see_the_mark(looks, stranger, work)
