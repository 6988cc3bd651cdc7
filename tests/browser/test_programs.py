"""A token from the account settings to the first request, and the page that explains the API."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from rest_framework.test import APIClient

from tests.browser.conftest import Reader
from tests.factories import PASSWORD, make_company, owner_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_settings_to_the_first_request(open_browser: Callable[..., Reader], width: int) -> None:
    company = make_company()
    reader = open_browser(width=width)
    reader.sign_in(owner_of(company).email, PASSWORD)
    reader.visit("/me/tokens/")
    page = reader.page
    page.get_by_label("パスワード").first.fill(PASSWORD)
    page.get_by_role("button", name="続ける").click()
    page.get_by_label("用途").fill("受注システム")
    page.get_by_label(company.name).check()
    page.get_by_label("案件を読む").check()
    page.get_by_role("button", name="トークンを作成する").click()
    secret = page.get_by_label("トークン", exact=True).input_value()
    reader.assert_accessible()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert client.get("/api/v1/me/").json()["organisations"] == [{"id": company.public_id, "name": company.name}]
    page.get_by_role("button", name="無効にする").click()
    expect(page.get_by_text("「受注システム」を無効にしました")).to_be_visible()
    assert client.get("/api/v1/me/").json()["code"] == "token_revoked"
    assert reader.faults == []


def test_the_page_about_the_api_keeps_the_policy(open_browser: Callable[..., Reader]) -> None:
    reader = open_browser()
    reader.visit("/api/v1/docs/")
    expect(reader.page.locator("#swagger-ui .opblock").first).to_be_visible()
    assert reader.page.locator("#swagger-ui .opblock").count() > 40
    reader.page.locator("#swagger-ui .opblock-summary-control").first.click()
    assert reader.faults == []
