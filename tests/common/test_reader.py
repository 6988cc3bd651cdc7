"""One answer for every app: what the reader reads, and what day it is."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from accounts.forms.profile import WorkForm
from common.japan import today_in_japan
from common.reader import language_of_reader, reads_japanese
from portal.templatetags.readers import yen
from tests.factories import make_freelancer, make_user
from vocabulary.labels import language_label

NEW_YEAR_IN_JAPAN = datetime.datetime(2026, 12, 31, 15, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("language", "price", "label"),
    [("ja", "500円", "英語"), ("en", "¥500", "English"), (None, "500円", "英語")],
)
def test_every_app_takes_the_reader_to_read_the_same(language: str | None, price: str, label: str) -> None:
    with translation.override(language):
        assert (yen(500), language_label("en")) == (price, label)
        assert reads_japanese() == (language != "en")
        assert language_of_reader() == (language or "ja")


@pytest.mark.django_db
def test_today_is_the_day_in_japan_wherever_the_server_thinks_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = make_freelancer()
    monkeypatch.setattr(timezone, "now", lambda: NEW_YEAR_IN_JAPAN)
    with timezone.override("UTC"):
        assert today_in_japan() == datetime.date(2027, 1, 1)
        assert "year" not in WorkForm({"title": "x", "year": "2027"}, profile=profile).errors
        assert "year" in WorkForm({"title": "x", "year": "2028"}, profile=profile).errors


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_form_from_elsewhere_is_refused_in_words_every_reader_reads(language: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user(language=language))
    page = browser.post("/me/settings/", {"full_name": "x"})
    assert page.status_code == 403
    assert "もう一度送ってください" in page.text
    assert "Please send it again" in page.text
