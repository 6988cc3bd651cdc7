"""Evidence from the upload to the mark, and a report from the first word to the lifted measure, in three browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import Evidence, Organisation, Party
from tests.accounts.uploads import PDF
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, make_freelancer, make_order, make_user, owner_of

pytestmark = pytest.mark.browser


def opened(open_browser: Callable[..., Reader], email: str, language: str, width: int = 390) -> Reader:
    reader = open_browser(width=width, language=language)
    reader.sign_in(email, PASSWORD)
    return reader


SAID = {
    "ja": ("資格を確認済み", "裏付け：", "自己申告"),
    "en": ("Certificate verified", "evidenced by", "as stated"),
}


def send(reader: Reader) -> None:
    reader.page.locator("main form button").first.click()


def bring(person: Reader, paper: Path) -> None:
    person.visit("/verification/")
    person.assert_accessible()
    person.page.locator("a[href='/verification/certificate/']").first.click()
    person.page.locator("select[name=certificate]").select_option("AWS-SAA")
    send(person)
    # Without the paper it is not taken, and what was chosen is still there.
    expect(person.page.locator("select[name=certificate]")).to_have_value("AWS-SAA")
    person.assert_accessible()
    person.page.set_input_files("input[type=file]", paper)
    send(person)
    person.page.wait_for_url(re.compile("/verification/$"))
    person.assert_accessible()


def approve(staff: Reader) -> None:
    staff.visit("/staff/evidence/")
    staff.assert_accessible()
    staff.page.locator("main tbody a").first.click()
    staff.assert_accessible()
    with staff.page.expect_download() as paper_read:
        staff.page.get_by_role("link", name="certificate.pdf").click()
    assert paper_read.value.suggested_filename == "certificate.pdf"
    staff.page.fill("form[action$='/approve/'] [name=note]", "原本と照らしました。 Compared with the original.")
    staff.page.locator("form[action$='/approve/'] button").click()
    staff.page.wait_for_url(re.compile("/staff/evidence/$"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_the_upload_to_the_mark(open_browser: Callable[..., Reader], tmp_path: Path, language: str) -> None:
    paper = tmp_path / "certificate.pdf"
    paper.write_bytes(PDF)
    profile = make_freelancer(skills=("aws", "kintone"), handle="mori-kaze")
    assert profile.user is not None
    administrator = make_user(f"check-{language}@example.jp", is_staff=True, is_superuser=True)
    person = opened(open_browser, profile.user.email, language)
    bring(person, paper)
    approve(opened(open_browser, administrator.email, language))
    assert Evidence.objects.get().decision_note.startswith("原本")
    person.visit("/me/profile/preview/")
    mark, evidenced, stated = SAID[language]
    expect(person.page.locator("main")).to_contain_text(mark)
    expect(person.page.locator("main .chip", has_text="AWS")).to_contain_text(evidenced)
    expect(person.page.locator("main .chip", has_text="kintone")).to_contain_text(stated)
    person.assert_accessible()


def report(reader: Reader, company: Organisation) -> None:
    reader.visit(f"/report/organisation/{company.public_id}/")
    reader.page.select_option("select[name=reason]", "false")
    reader.assert_accessible()
    send(reader)
    reader.page.wait_for_url(re.compile("/dashboard/"))


def suspend(staff: Reader) -> None:
    staff.visit("/staff/reports/")
    staff.assert_accessible()
    staff.page.locator("main .card a", has_text="湖北木工").click()
    staff.page.select_option("select[name=measure]", "suspend")
    send(staff)
    # A measure without its reason is not taken.
    expect(staff.page.locator("select[name=measure]")).to_have_value("suspend")
    staff.assert_accessible()
    staff.page.fill("textarea[name=reason]", "事実と違う内容です。")
    send(staff)
    staff.page.wait_for_url(re.compile("/staff/reports/$"))


def appeal(owner: Reader) -> None:
    owner.visit("/dashboard/")
    owner.assert_accessible()
    owner.page.locator("main .notice a[href='/decisions/']").first.click()
    expect(owner.page.locator("main")).to_contain_text("事実と違う内容です。")
    owner.assert_accessible()
    owner.page.locator("main a[href$='/appeal/']").click()
    owner.page.fill("textarea[name=text]", "取引先の確認書があります。")
    owner.assert_accessible()
    send(owner)
    owner.page.wait_for_url(re.compile("/decisions/$"))


def grant(staff: Reader) -> None:
    staff.visit("/staff/reports/")
    staff.page.locator("main a[href*='/staff/appeals/']").click()
    staff.assert_accessible()
    staff.page.select_option("select[name=status]", "granted")
    staff.page.fill("textarea[name=answer]", "確認できました。")
    send(staff)
    staff.page.wait_for_url(re.compile("/staff/reports/$"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_the_report_to_the_lifted_suspension(open_browser: Callable[..., Reader], language: str) -> None:
    company = make_company(name="湖北木工")
    order = make_order(company, published=True, title="受注をネットで受けたい")
    reporter = make_user(f"reader-{language}@example.jp")
    first, second = (
        make_user(f"{name}-{language}@example.jp", is_staff=True, is_superuser=True) for name in ("first", "second")
    )
    make_freelancer(reporter)
    reader = opened(open_browser, reporter.email, language)
    report(reader, company)
    suspend(opened(open_browser, first.email, language))
    reader.visit(f"/orders/{order.public_id}/")
    expect(reader.page.locator("main")).not_to_contain_text(order.title)
    owner = opened(open_browser, owner_of(company).email, language)
    appeal(owner)
    grant(opened(open_browser, second.email, language))
    owner.visit("/dashboard/")
    expect(owner.page.locator("main .notice a[href='/decisions/']")).to_have_count(0)
    reader.visit(f"/orders/{order.public_id}/")
    expect(reader.page.locator("main")).to_contain_text(order.title)
    assert Organisation.objects.get(pk=company.pk).suspended_at is None


def test_an_administrator_suspends_a_person_from_the_search(open_browser: Callable[..., Reader]) -> None:
    profile = make_freelancer(handle="warui-tori")
    administrator = make_user("alone@example.jp", is_staff=True, is_superuser=True)
    staff = opened(open_browser, administrator.email, "ja")
    staff.visit(f"/staff/people/{profile.party.public_id}/")
    staff.assert_accessible()
    staff.page.get_by_role("link", name="警告・非表示・利用停止").click()
    staff.assert_accessible()
    staff.page.select_option("select[name=measure]", "suspend")
    staff.page.fill("textarea[name=reason]", "なりすましの疑いがあります。")
    staff.page.locator("main form button").first.click()
    expect(staff.page.locator("main")).to_contain_text("なりすましの疑いがあります。")
    staff.assert_accessible()
    assert Party.objects.get(pk=profile.party_id).suspended_at is not None
    assert profile.user is not None
    person = opened(open_browser, profile.user.email, "ja")
    person.visit("/me/profile/")
    expect(person.page.locator("main")).to_contain_text("なりすましの疑いがあります。")
    person.assert_accessible()
    staff.page.get_by_role("button", name="この措置を終える").click()
    expect(staff.page.locator("main")).to_contain_text("終了")
    person.visit("/me/profile/")
    expect(person.page.get_by_role("heading", name="自分のプロフィール")).to_be_visible()
