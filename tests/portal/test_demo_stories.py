"""The told stories, without a database: complete, lawful, everywhere, and growing as the regions' orders do."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from accounts.handles import reads_as_contact, reads_as_staff
from accounts.models import OrganisationKind, PartyKind
from common.ids import is_public_id
from common.japan import JAPAN
from orders.rules import closing_moment
from orders.states import BID_MOVES, ORDER_MOVES, BidStatus, OrderStatus
from portal.demo.stories import read_stories
from portal.demo.telling import Chapter, tell_chapter
from portal.demo.telling.candidates import tell_candidates
from portal.demo.telling.ingredients import kernels
from portal.demo.telling.ingredients import names as parts_of_names
from portal.demo.telling.organisations import tell_organisations
from portal.demo.telling.plan import CHAPTERS, is_metro
from portal.demo.telling.told import IllegalMoveError, ToldBid, ToldOrder
from vocabulary.places import load_places

NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=JAPAN)
# Companies everybody knows, and parts of names that could only be theirs.
REAL_NAMES = re.compile(
    "トヨタ|ホンダ|ソニー|日立|東芝|富士通|楽天|任天堂|三菱|三井|住友|味の素|キリン|アサヒ|サントリー|カルビー|資生堂"
    "|ヤマト運輸|佐川|ファミリーマート|ローソン|セブン|イオン|ニトリ|ユニクロ|NTT|KDDI|ソフトバンク|Google|Amazon|Microsoft"
)


@cache
def chapters() -> tuple[Chapter, ...]:
    """The whole demo; told once, it takes seconds."""
    return tuple(tell_chapter(number, NOW) for number in range(CHAPTERS))


def orders() -> list[tuple[Chapter, ToldOrder]]:
    return [(chapter, order) for chapter in chapters() for order in chapter.orders]


def test_the_country_has_everybody_the_platform_is_for() -> None:
    """With the 30 companies, 300 people and 30 orders that are there at once."""
    assert sum(len(chapter.organisations) for chapter in chapters()) + 30 == 300
    assert sum(len(chapter.candidates) for chapter in chapters()) + 300 == 3_000
    assert len(orders()) == 5_000
    assert sum(len(chapter.live) for chapter in chapters()) == 180
    kinds = Counter(one.kind for chapter in chapters() for one in chapter.organisations)
    assert set(kinds) == set(OrganisationKind)
    assert {one.kind for chapter in chapters() for one in chapter.candidates} == set(PartyKind)
    assert sum(one.abroad is not None for chapter in chapters() for one in chapter.organisations) == CHAPTERS


def test_all_47_prefectures_have_candidates_in_one_chapter_and_clients_in_all() -> None:
    everywhere = set(load_places().prefectures)
    assert {one.prefecture for one in chapters()[0].candidates if one.prefecture} == everywhere
    assert {one.prefecture for chapter in chapters() for one in chapter.organisations} == everywhere


def flows(first: int, last: int) -> Counter[tuple[bool, bool]]:
    """Orders awarded between so many days ago, by whether client and winner live in a metropolitan area."""
    found: Counter[tuple[bool, bool]] = Counter()
    for chapter, order in orders():
        for bid in order.awarded[:1]:
            winner, client = chapter.candidates[bid.candidate], chapter.organisations[order.client]
            assert bid.decided_at is not None
            days = (NOW - bid.decided_at).days
            if winner.prefecture is not None and first >= days >= last:
                found[is_metro(client.prefecture), is_metro(winner.prefecture)] += 1
    return found


def test_orders_from_the_regions_to_the_metro_areas_grow_twice_as_fast_as_those_inside() -> None:
    before, after = flows(730, 366), flows(365, 0)
    to_metro, inside = (False, True), (True, True)
    assert before[to_metro] + after[to_metro] > 1_000
    assert (after[to_metro] / before[to_metro] - 1) * 100 == pytest.approx(80, abs=1)
    assert (after[inside] / before[inside] - 1) * 100 == pytest.approx(40, abs=1)


def test_every_closed_order_is_told_to_its_end() -> None:
    for _, order in orders():
        assert order.status in (OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN)
        assert order.ended_at is not None
        assert order.ended_at < NOW
        assert len(order.awarded) == (order.positions if order.status == OrderStatus.FILLED else 0)
        for bid in order.bids:
            assert bid.status in (BidStatus.AWARDED, BidStatus.DECLINED)
            assert bid.reason or bid.status == BidStatus.AWARDED
    live = [order for chapter in chapters() for order in chapter.live]
    assert {order.status for order in live} == {OrderStatus.OPEN, OrderStatus.SELECTING}
    assert all(bid.status == BidStatus.SUBMITTED for order in live for bid in order.bids)


def test_every_step_is_a_legal_move_and_later_than_the_one_before() -> None:
    for _, order in orders():
        assert order.created_at < order.published_at
        for before, after, _at in order.steps:
            assert after in ORDER_MOVES[before]
        assert all(one[2] <= other[2] for one, other in pairwise(order.steps))
        closes = closing_moment(order.last_day)
        for bid in order.bids:
            assert order.published_at < bid.submitted_at < closes
            assert all(after in BID_MOVES[before] for before, after, _at in bid.steps[1:])
            assert all(one[2] <= other[2] for one, other in pairwise(bid.steps))
            assert bid.decided_at is not None
            assert bid.decided_at >= order.steps[-1][2] - datetime.timedelta(hours=1)


def test_a_step_no_lifecycle_knows_is_not_told() -> None:
    bid = ToldBid(0, 1, "", NOW.date())
    bid.move(BidStatus.SUBMITTED, NOW)
    bid.move(BidStatus.DECLINED, NOW)
    with pytest.raises(IllegalMoveError):
        bid.move(BidStatus.AWARDED, NOW)


def test_the_same_day_tells_the_same_stories() -> None:
    assert tell_chapter(3, NOW) == chapters()[3]
    assert tell_chapter(3, NOW + datetime.timedelta(days=1)).orders[0].title != ""


def test_nobody_bids_or_is_named_twice() -> None:
    handles = [one.handle for chapter in chapters() for one in chapter.candidates]
    emails = [one.owner.email for chapter in chapters() for one in chapter.organisations]
    emails += [one.person.email for chapter in chapters() for one in chapter.candidates if one.person]
    names = [one.name for chapter in chapters() for one in chapter.organisations]
    ids = [order.public_id for chapter in chapters() for order in [*chapter.orders, *chapter.live]]
    parts, first = parts_of_names(), read_stories("names")
    taken = [place + trade for place in parts["places"] for trade in first["trades_ja"]]
    taken += [f"{word} {trade}" for word in parts["words_en"] for trade in first["trades_en"]]
    taken += [lent["handle"] for lent in read_stories("scenes")["lent"]]
    assert len({handle.lower() for handle in handles}) == len(handles)
    assert not set(handles) & set(taken)
    assert len(set(emails)) == len(emails)
    assert len(set(names)) > len(names) * 0.95
    assert len(set(ids)) == len(ids)
    assert all(map(is_public_id, ids))
    for _, order in orders():
        assert len({bid.candidate for bid in order.bids}) == len(order.bids)


def test_nobody_real_is_told_of() -> None:
    """Companies and people are put together from parts; whatever can be recognised as real is refused."""
    for chapter in chapters():
        for organisation in chapter.organisations:
            assert not REAL_NAMES.search(organisation.name)
            if organisation.trade.group == "gov":
                assert organisation.name.endswith("（デモ）")
        for one in chapter.candidates:
            assert not REAL_NAMES.search(one.handle)
            assert not reads_as_contact(one.handle)
            assert not reads_as_staff(one.handle)
            assert len(one.handle) <= 40


def test_stories_do_not_repeat_themselves() -> None:
    told = [order for _, order in orders()]
    assert len({order.problem for order in told}) > 0.97 * len(told)
    assert len({order.title for order in told}) > 0.3 * len(told)
    assert len({order.kernel for order in told if order.language == "ja"}) >= 60
    assert {order.language for order in told} == {"ja", "en"}
    assert all(len(kernel.titles) >= 3 <= len(kernel.texts) for kernel in kernels("ja"))
    assert len(kernels("en")) >= 15
    assert not any("{" in text for order in told for text in (order.title, order.problem, order.outcome))


def test_whoever_bids_fits() -> None:
    for chapter, order in orders():
        for bid in order.bids:
            told = chapter.candidates[bid.candidate]
            assert told.kind in (order.wanted_kinds or (PartyKind.FREELANCER, PartyKind.PARTNER_FIRM))
            assert 0.9 * order.budget_min_yen < bid.price_yen < 1.1 * order.budget_max_yen
            if order.remote == "partial":
                assert told.can_visit(chapter.organisations[order.client].prefecture)


def test_more_than_the_demo_has_nobody_twice_either() -> None:
    handles: list[str] = []
    for number in range(CHAPTERS, CHAPTERS * 3):
        draw = Random(number)
        handles += [one.handle for one in tell_candidates(number, tell_organisations(number, draw), draw)]
    assert len({handle.lower() for handle in handles}) == len(handles)
    assert not any(reads_as_contact(handle) or len(handle) > 40 for handle in handles)
