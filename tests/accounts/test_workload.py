"""A freelancer who takes on much beside a job is warned, at the profile and at the bid, and never refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.hours import week_of
from accounts.models import Profile
from accounts.workload import warnings_for_profile, warnings_for_work
from common.japan import today_in_japan
from orders.models import Bid
from tests.factories import make_company, make_freelancer, make_personnel
from tests.orders.making import make_order

pytestmark = pytest.mark.django_db

MONDAY = week_of(today_in_japan()) + timedelta(days=28)


def promise(profile: Profile, hours: int, *, source: str = "order:a") -> None:
    last = MONDAY + timedelta(days=13)
    actions.commit_hours(profile.party, source=source, hours_per_week=hours, first_day=MONDAY, last_day=last)


def warned_of(profile: Profile, hours: int) -> list[str]:
    first = MONDAY + timedelta(days=7)
    return warnings_for_work(profile, hours_per_week=hours, first_day=first, last_day=first + timedelta(days=27))


@pytest.mark.parametrize(
    ("side_job", "own", "promised", "hours", "count"),
    [
        ("approved", None, 12, 8, 0),
        ("approved", None, 12, 9, 1),
        ("pending", None, 0, 21, 1),
        ("forbidden", None, 0, 21, 1),
        ("approved", 10, 12, 9, 2),
        ("not_needed", None, 40, 40, 0),
        ("not_needed", 30, 12, 18, 0),
        ("not_needed", 30, 12, 19, 1),
        ("", None, 40, 40, 0),
    ],
)
def test_a_bid_warns_past_the_own_limit_and_past_twenty_hours_beside_a_job(
    side_job: str, own: int | None, promised: int, hours: int, count: int
) -> None:
    profile = make_freelancer(side_job=side_job, hours_per_week=own)
    promise(profile, promised)
    assert len(warned_of(profile, hours)) == count


def test_only_weeks_the_work_touches_are_added_up() -> None:
    profile = make_freelancer(side_job="approved")
    actions.commit_hours(
        profile.party, source="order:a", hours_per_week=20, first_day=MONDAY, last_day=MONDAY + timedelta(days=6)
    )
    assert warned_of(profile, 20) == []


def test_a_lent_person_has_a_cap_instead() -> None:
    assert warned_of(make_personnel(hours_per_week=1), 40) == []


def test_a_profile_warns_of_what_is_offered_and_of_what_is_promised() -> None:
    assert warnings_for_profile(make_freelancer(side_job="approved", hours_per_week=20)) == []
    assert len(warnings_for_profile(make_freelancer(side_job="approved", hours_per_week=21))) == 1
    full = make_freelancer(side_job="not_needed", hours_per_week=10)
    promise(full, 11)
    assert "11" in warnings_for_profile(full)[0]
    other = make_freelancer(side_job="not_needed")
    promise(other, 60)
    assert warnings_for_profile(other) == []


def test_the_pages_say_it_and_the_bid_is_taken(client: Client) -> None:
    profile = make_freelancer(side_job="approved", hours_per_week=24)
    order = make_order(make_company(), hours_per_week=25, duration_weeks=8)
    client.force_login(profile.party.user)
    japanese = {"accept-language": "ja"}
    assert "本業のほかに週24時間" in client.get(reverse("accounts:profile"), headers=japanese).text
    address = reverse("orders:bid", args=[order.public_id])
    page = client.get(address, headers=japanese)
    assert all(words in page.text for words in ("合計25時間になります", "週24時間まで", "本業や休息"))
    form = {name: page.context["form"][name].initial for name in page.context["form"].fields}
    sent = form | {"price_yen": "300000", "plan": "台帳を見せていただき、画面を作ります。", "legal_name": "山田 花子"}
    sent |= {"start_on": str(today_in_japan() + timedelta(days=40))}
    assert client.post(address, sent).status_code == 302
    assert Bid.objects.filter(party=profile.party).exists()
