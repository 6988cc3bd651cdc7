"""Legal texts, the question for consent, the contact page and one's own data, at both widths and in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts import actions
from accounts.models import ContactMessage, LegalConsent, LegalKind
from tests.accounts.test_legal import WORDS
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_freelancer, make_user

pytestmark = pytest.mark.browser
PUBLIC = ("/legal/", *(f"/legal/{kind}/" for kind in LegalKind.values), "/legal/terms/1/", "/contact/sent/")


@pytest.mark.parametrize(("width", "language"), [(390, "ja"), (1280, "en")])
def test_anybody_reads_the_texts_and_writes_to_us(
    open_browser: Callable[..., Reader], width: int, language: str
) -> None:
    reader = open_browser(width=width, language=language, scripts=width == 1280)
    for address in PUBLIC if width == 1280 else ("/legal/terms/", "/account/signup/"):
        reader.visit(address)
        if width == 1280:
            reader.assert_accessible()
    reader.visit("/contact/")
    expect(reader.page.locator("input[name=website]")).to_be_hidden()
    reader.page.select_option("select[name=topic]", "harassment")
    for name, typed in (("name", "見本 花子"), ("email", "asking@example.jp"), ("text", "相談があります。")):
        reader.page.fill(f"[name={name}]", typed)
    reader.page.click("main form button")
    reader.page.wait_for_url("**/contact/sent/")
    assert ContactMessage.objects.get().topic == "harassment"


@pytest.mark.parametrize(("width", "language"), [(390, "ja"), (1280, "en")])
def test_a_reader_agrees_once_and_sees_their_data(
    open_browser: Callable[..., Reader], width: int, language: str
) -> None:
    person = make_freelancer(make_user("reader@example.jp", language=language)).party.user
    reader = open_browser(width=width, language=language)
    LegalConsent.objects.filter(user=person).delete()
    reader.sign_in(person.email, PASSWORD)
    reader.page.wait_for_url("**/consent/?next=*")
    reader.assert_accessible()
    reader.page.check("input[name=agreed]")
    reader.page.click("main form button.btn-primary")
    reader.page.wait_for_url("**/dashboard/")
    for address in ("/legal/terms/", "/contact/", "/me/data/"):
        reader.visit(address)
        reader.assert_accessible()
    with reader.page.expect_download() as waiting:
        reader.page.click("a[href='/me/data/download/']")
    assert waiting.value.suggested_filename == "kakehashi-my-data.json"


@pytest.mark.parametrize(("width", "language"), [(390, "ja"), (1280, "en")])
def test_an_administrator_writes_the_next_version(
    open_browser: Callable[..., Reader], width: int, language: str
) -> None:
    admin = make_user("desk@example.jp", is_staff=True, language=language)
    actions.save_legal_draft(LegalKind.ACCESSIBILITY, WORDS, actor=admin)
    message = actions.request_deletion(make_user(), text="店をたたみます。", language="ja")
    reader = open_browser(width=width, language=language)
    reader.sign_in(admin.email, PASSWORD)
    for address in (
        "/staff/legal/",
        "/staff/legal/accessibility/",
        "/staff/legal/accessibility/preview/",
        "/staff/contact/",
        "/staff/contact/?status=closed",
        f"/staff/contact/{message.public_id}/",
    ):
        reader.visit(address)
        reader.assert_accessible()
