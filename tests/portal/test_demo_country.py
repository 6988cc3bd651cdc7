"""One chapter in the database: complete, ranked by the real engine, continued where it was interrupted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.db.models import Count, F

from accounts.models import LegalConsent, Organisation, Party, Profile, User
from accounts.queries import legal_texts_to_agree
from common.japan import JAPAN
from orders.models import Award, Bid, BidEvent, Order, OrderEvent, OrderVersion
from orders.states import OrderStatus
from orders.words import facets, term_numbers
from outbox.models import Work
from portal.demo import country
from portal.demo.country import Loading, Progress, is_told, load_country, loading
from portal.demo.telling.plan import is_metro

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo.telling import Chapter

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=JAPAN)
pytestmark = pytest.mark.django_db


def quiet(_progress: Progress) -> None:
    """Nobody watches."""


def test_pages_tell_of_loading_only_while_somebody_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Loading | None] = []
    monkeypatch.setattr(country, "tell_chapter", lambda _number, _moment: None)
    monkeypatch.setattr(country, "write_chapter", lambda *_told: told.append(loading()) or 0)
    assert loading() is None
    load_country(0.1, quiet)
    assert told == [Loading(0)]
    assert loading() is None


def test_a_chapter_is_written_as_it_is_told() -> None:
    """One load for all questions: it takes a while."""
    load_country(0.1, quiet)
    load_country(0.1, quiet)
    assert Organisation.objects.count() == 27
    assert Profile.objects.count() == Party.objects.count() == 270
    assert Order.objects.filter(status__in=[OrderStatus.OPEN, OrderStatus.SELECTING]).count() == 18
    assert_people_are_ready_to_work()
    assert_closed_orders_have_their_story()
    assert_growth()
    assert Work.objects.filter(kind="matching.rank_order").count() == 16


def assert_people_are_ready_to_work() -> None:
    assert Profile.objects.values("prefecture").exclude(prefecture=None).distinct().count() == 47
    # Everybody but those whose freelancer's profile is switched off takes part: lent people with both consents, firms.
    assert Profile.objects.listed().count() == 270
    owed = User.objects.count() * len(legal_texts_to_agree())
    assert LegalConsent.objects.count() == owed


def assert_closed_orders_have_their_story() -> None:
    closed = Order.objects.filter(ended_at__isnull=False)
    assert closed.count() == 500
    assert not closed.filter(ended_at__lt=F("published_at")).exists()
    assert not Bid.objects.filter(order__in=closed, decided_at__isnull=True).exists()
    assert not Bid.objects.filter(submitted_at__gte=F("order__bids_close_at")).exists()
    assert Award.objects.count() == sum(closed.values_list("awarded_count", flat=True))
    per_order = OrderVersion.objects.values("order").annotate(kept=Count("pk")).values_list("kept", "order__version")
    assert len(per_order) == 518
    assert all(kept == version for kept, version in per_order)
    assert OrderEvent.objects.values("order").distinct().count() == 518
    assert BidEvent.objects.values("bid").distinct().count() == Bid.objects.count()
    order = closed.select_related("client").order_by("pk").first()
    assert order is not None
    assert set(term_numbers(facets(prefecture=order.client.prefecture_id))) <= set(order.search_terms)


def assert_growth() -> None:
    """From the rows: what anybody can compute from the tables."""
    years = [0, 0]
    for award in Award.objects.select_related("order__client", "bid__party__profile").order_by("bid"):
        client, winner = award.order.client.prefecture_id, award.bid.party.profile.prefecture_id
        if not is_metro(client) and is_metro(winner):
            years[(datetime.now(JAPAN) - award.awarded_at).days < 365] += 1
    assert (years[1] / years[0] - 1) * 100 == pytest.approx(80, abs=1)


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The power goes while the second chapter is written."""
    whole = country.write_chapter

    def write(chapter: Chapter, *rest: object) -> int:
        rows = whole(chapter, *rest)  # type: ignore[arg-type]
        if chapter.number == 1:
            raise KeyboardInterrupt
        return rows

    monkeypatch.setattr(country, "write_chapter", write)
    yield
    monkeypatch.undo()


@pytest.mark.django_db(transaction=True)
def test_interrupted_half_way_it_continues_where_it_was(interrupted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyboardInterrupt):
        load_country(0.2, quiet)
    assert is_told(0)
    assert not is_told(1)
    assert Organisation.objects.count() == 27
    monkeypatch.undo()
    load_country(0.2, quiet)
    assert Organisation.objects.count() == 54
    assert Order.objects.filter(ended_at__isnull=False).count() == 1_000
