"""The pages of a lending company on a wide and a narrow screen, in both languages and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import Personnel
from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_lender, make_personnel, owner_of
from tests.orders.making import make_order

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "language", "scripts"), [(1280, "ja", True), (390, "en", False)])
def test_pages_of_a_lending_company(
    open_browser: Callable[..., Reader], width: int, language: str, scripts: bool
) -> None:
    lender = make_lender()
    profile = make_personnel(lender, skills=("kintone",), roles=["producer", "engineer"], public_years=7)
    make_personnel(lender, agreed=False)
    order = make_order(remote="full")
    office = open_browser(width=width, language=language, scripts=scripts)
    office.sign_in(owner_of(lender).email, PASSWORD)
    person = f"/people/{profile.party.public_id}/"
    for path in (
        "/people/",
        "/people/new/",
        person,
        f"{person}edit/",
        f"{person}profile/",
        f"/orders/{order.public_id}/bid/",
    ):
        office.visit(path)
        if scripts:
            office.assert_accessible()
    office.visit("/people/new/")
    office.page.fill("[name=legal_name]", "田中 春")
    office.page.fill("[name=email]", "haru@example.jp")
    office.page.fill("[name=headline]", "窓口を楽にします")
    office.page.check("[name=lending_form][value=secondment]")
    office.page.check("[name=roles][value=producer]")
    office.page.click("main form.form button.btn-primary")
    office.page.wait_for_url(lambda url: "/people/new/" not in url)
    assert Personnel.objects.filter(email="haru@example.jp").exists()
