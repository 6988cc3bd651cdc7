"""How much a government may buy without a tender: its own amount, or the table of the law on that day."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import set_ceiling
from accounts.errors import CeilingAboveLawError
from accounts.forms.governments import CeilingForm
from accounts.governments import ceiling_of, government_of
from accounts.models import LocalGovernment, Organisation, OrganisationKind
from tests.factories import make_company, owner_of
from vocabulary.designated_cities import load_designated_cities
from vocabulary.places import load_places

DAY = datetime.date(2026, 11, 20)
LAST_OF_OLD, FIRST_OF_NEW = datetime.date(2025, 3, 31), datetime.date(2025, 4, 1)
DESIGNATED = (
    "札幌市 仙台市 さいたま市 千葉市 横浜市 川崎市 相模原市 新潟市 静岡市 浜松市 "
    "名古屋市 京都市 大阪市 堺市 神戸市 岡山市 広島市 北九州市 福岡市 熊本市"
)


def government(kind: str = OrganisationKind.MUNICIPALITY, municipality: str | None = "322016") -> LocalGovernment:
    """Unsaved, but for what a test saves itself."""
    return LocalGovernment(organisation=Organisation(kind=kind, municipality_id=municipality))


def test_the_twenty_designated_cities_are_those_of_the_cabinet_order() -> None:
    towns = load_places().municipalities
    assert {towns[code].name_ja for code in load_designated_cities()} == set(DESIGNATED.split())
    large = {code for code in towns if government(municipality=code).is_designated_city}
    assert large == set(load_designated_cities())


@pytest.mark.parametrize(
    ("kind", "municipality", "before", "since"),
    [
        (OrganisationKind.PREFECTURE, None, 1_000_000, 2_000_000),
        (OrganisationKind.MUNICIPALITY, "221309", 1_000_000, 2_000_000),  # Hamamatsu
        (OrganisationKind.MUNICIPALITY, "271403", 1_000_000, 2_000_000),  # Sakai
        (OrganisationKind.MUNICIPALITY, "322016", 500_000, 1_000_000),  # Matsue, a core city
        (OrganisationKind.MUNICIPALITY, "131016", 500_000, 1_000_000),  # Chiyoda, a special ward
    ],
)
def test_the_table_of_the_law(kind: str, municipality: str | None, before: int, since: int) -> None:
    one = government(kind, municipality)
    assert (one.statutory_ceiling(LAST_OF_OLD), one.statutory_ceiling(FIRST_OF_NEW)) == (before, since)


@pytest.fixture
def town(db: None) -> Organisation:
    return make_company(kind=OrganisationKind.MUNICIPALITY)


def test_the_own_amount_holds_from_its_day_on(town: Organisation) -> None:
    rules = government_of(town)
    assert rules is not None
    assert (ceiling_of(rules, DAY).amount_yen, ceiling_of(rules, DAY).is_own) == (1_000_000, False)
    set_ceiling(town, actor=owner_of(town), valid_from=DAY, amount_yen=800_000)
    found = [ceiling_of(rules, day).amount_yen for day in (DAY - datetime.timedelta(days=1), DAY)]
    assert found == [1_000_000, 800_000]


def test_no_own_amount_lies_above_the_law(town: Organisation) -> None:
    rules = government_of(town)
    assert rules is not None
    with pytest.raises(CeilingAboveLawError) as refusal:
        set_ceiling(town, actor=owner_of(town), valid_from=DAY, amount_yen=1_000_001)
    assert refusal.value.most_yen == 1_000_000
    form = CeilingForm({"valid_from": "2025-03-31", "amount_yen": "60万"}, government=rules)
    assert "500,000" in form.errors["amount_yen"][0]


def test_the_page_names_the_law_and_keeps_what_was_typed(town: Organisation, client: Client) -> None:
    client.force_login(owner_of(town))
    page = client.post(reverse("accounts:government"), {"valid_from": "2026-11-20", "amount_yen": "500万"})
    assert page.status_code == 422
    assert all(said in page.text for said in ("別表第五", "令和7年政令第94号", "500万"))
