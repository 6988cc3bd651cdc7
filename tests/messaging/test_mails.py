"""What a mail says besides its sentence: what comes next, where to look, who writes and why."""

import pytest
from django.db import transaction
from django.test import RequestFactory, override_settings
from django.utils import translation

from common.site import SiteAddressMiddleware, site_address
from messaging import sentences
from messaging.actions import notify
from messaging.models import OutgoingMail
from tests.factories import make_user


def test_a_mail_leads_to_its_page_and_says_what_comes_next_and_why(db: None) -> None:
    facts = {"title": "在庫管理", "handle": "aoi-kawa"}
    for language in ("ja", "en"):
        with transaction.atomic(), override_settings(SITE_URL="https://kakehashi.example/"):
            reader = make_user(language=language)
            notify(reader, kind="bid_received", facts=facts, path="/orders/x/bids/", dedupe_key="x", mail=True)
    japanese, english = OutgoingMail.objects.order_by("pk").values_list("body", flat=True)
    for body in (japanese, english):
        assert "在庫管理" in body
        assert "\nhttps://kakehashi.example/orders/x/bids/\n" in body
        assert "\n\n\n" not in body
    assert "応募された方には、必ずお返事が届く" in japanese
    assert "この案件を出した団体のメンバーとして" in japanese
    assert "架け橋" in japanese
    assert "You get this mail because you act for the organisation" in english


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_sent_by_mail_says_what_comes_next_and_why(language: str) -> None:
    with translation.override(language):
        for kind in sentences.registered_kinds():
            if kind.startswith("bid"):
                sentence = sentences.require(kind)
                assert str(sentence.next_step), kind
                assert str(sentence.why), kind


def test_the_demo_takes_its_address_from_the_request_everybody_else_from_the_setting() -> None:
    seen = []
    answer = SiteAddressMiddleware(lambda _request: seen.append(site_address()))  # type: ignore[arg-type, func-returns-value]
    request = RequestFactory().get("/", headers={"host": "localhost"})
    with override_settings(SITE_URL="https://kakehashi.example"):
        answer(request)
        with override_settings(DEMO=False):
            answer(request)
        assert site_address() == "https://kakehashi.example"
    assert seen == ["http://localhost", "https://kakehashi.example"]
