"""Who may do what with an order or a bid, and what must be known before an order is published. Pure predicates."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    CLIENT_KINDS,
    Organisation,
    Party,
    Profile,
    Reach,
    RemoteWork,
    SideJobPermission,
    User,
)
from accounts.rules import acts_for, is_approved, may_bid_for, may_edit_orders
from common.japan import JAPAN
from orders.buying import buying_gaps
from orders.drafts import OrderDraft
from orders.errors import Gap
from orders.models import Bid, BudgetUnit, Order, RemoteShare
from orders.states import ORDER_MOVES, UNDECIDED_STATUSES, BidStatus, OrderStatus

LONGEST_BIDDING = datetime.timedelta(days=365)
# A deadline that comes nearer leaves at least this long to everybody who has already begun to write.
SHORTEST_AFTER_BRINGING_FORWARD = datetime.timedelta(days=3)
# Whoever has sent a bid gets at least this long to look at a change and to change the bid.
SHORTEST_TO_REACT = datetime.timedelta(days=1)
# The same limits as the engine's hard rules; a test holds the two together.
RATE_LIMIT_PERMILLE = 1150
LATE_LIMIT = datetime.timedelta(days=28)
MONTHS_IN_YEAR, WEEKS_IN_YEAR = 12, 52


class Obstacle(StrEnum):
    """Hard rules in the order in which they are counted; the same codes as the engine's."""

    EXCLUDED_BY_OWNER = "excluded_by_owner"
    INACTIVE = "inactive"
    KIND_NOT_WANTED = "kind_not_wanted"
    SIDE_JOB_FORBIDDEN = "side_job_forbidden"
    ONSITE_UNREACHABLE = "onsite_unreachable"
    RATE_OVER_LIMIT = "rate_over_limit"
    NOT_AVAILABLE_IN_TIME = "not_available_in_time"
    LANGUAGE_TOO_LOW = "language_too_low"


OBSTACLE_SENTENCES: dict[str, Promise] = {
    Obstacle.INACTIVE: _(
        "Your profile does not take part in matching at the moment. Switch it on in your profile to bid."
    ),
    Obstacle.KIND_NOT_WANTED: _("This order looks for another kind of partner than you are."),
    Obstacle.EXCLUDED_BY_OWNER: _(
        "This is an order of your own organisation, or of one that you block or that blocks you, so you cannot bid "
        "on it."
    ),
    Obstacle.SIDE_JOB_FORBIDDEN: _("Your profile says that your employer does not allow side jobs."),
    Obstacle.ONSITE_UNREACHABLE: _("The work is done on site, and your profile does not reach this prefecture."),
    Obstacle.RATE_OVER_LIMIT: _("Your lowest hourly rate is clearly above the budget of this order."),
    Obstacle.NOT_AVAILABLE_IN_TIME: _("Your profile says you are free only well after the work starts."),
    Obstacle.LANGUAGE_TOO_LOW: _("A required language is above the level in your profile."),
}


SANCTIONED = _(
    "The administrators have suspended or hidden this profile, so it cannot bid. “Decisions of the administrators” in"
    " the menu says why and how to appeal."
)
NOTHING_SAID = _(
    "Your profile is still empty. Add a skill, a line about your work or a past work to it, then you can bid."
)


def obstacle_sentence(code: str, profile: Profile) -> Promise:
    """What the person who meets an obstacle is told."""
    if code == Obstacle.INACTIVE and profile.party.is_sanctioned:
        return SANCTIONED
    is_empty = code == Obstacle.INACTIVE and profile.is_listed and not profile.says_something
    return NOTHING_SAID if is_empty else OBSTACLE_SENTENCES[code]


def closing_moment(day: datetime.date) -> datetime.datetime:
    """The end of this day in Japan, which is the midnight after it: from then on no bid is taken."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), tzinfo=JAPAN)


def may_edit(order: Order, user: User) -> bool:
    """Drafts only: what people have bid on does not change without being published as a new version."""
    return order.status == OrderStatus.DRAFT and may_edit_orders(user, order.client)


def may_change(order: Order, user: User, *, now: datetime.datetime) -> bool:
    """Whether this reader may publish a new version, as far as this clock knows."""
    return takes_bids(order, now=now) and may_edit_orders(user, order.client, Reach.PUBLISH)


def may_import_orders(user: User, owner: Organisation | None) -> bool:
    """Administrators for anybody, editors for their own organisation where it posts orders, also by mandate.

    ``owner`` None is the platform.
    """
    return user.is_staff or (owner is not None and owner.kind in CLIENT_KINDS and may_edit_orders(user, owner))


def may_publish_imported(user: User, owner: Organisation | None) -> bool:
    """Somebody whose mandate covers drafts only brings drafts only."""
    return user.is_staff or (owner is not None and may_edit_orders(user, owner, Reach.PUBLISH))


def may_move(order: Order, user: User, to: str) -> bool:
    return to in ORDER_MOVES[order.status] and may_edit_orders(user, order.client, Reach.PUBLISH)


def may_withdraw(order: Order, user: User) -> bool:
    return order.awarded_count == 0 and may_move(order, user, OrderStatus.WITHDRAWN)


def may_decide(bid: Bid, user: User) -> bool:
    """Whether this reader may answer the bid at all; nobody answers their own."""
    return (
        bid.status == BidStatus.SUBMITTED
        and bid.order.status in UNDECIDED_STATUSES
        and not bid.order.is_sealed
        and not is_bidder(bid, user)
        and not is_suspended(bid)
        and may_edit_orders(user, bid.order.client, Reach.ANSWER)
    )


def may_award(bid: Bid, user: User) -> bool:
    return may_decide(bid, user) and not is_of_member(bid)


def is_suspended(bid: Bid) -> bool:
    """Whether administrators have suspended either side; nothing is decided between them until that ends."""
    return bid.party.is_suspended or bid.order.client.suspended_at is not None


def is_of_member(bid: Bid) -> bool:
    """Whether the bidder belongs to the client, perhaps since after the bid."""
    return _is_insider(bid.order, bid.party)


def is_bidder(bid: Bid, user: User) -> bool:
    """Whether this user acts for the party that bids."""
    return acts_for(user, bid.party)


def _is_blocked(order: Order, party: Party) -> bool:
    return any(made.organisation_id == order.client_id for made in party.blocks.all())


def _is_insider(order: Order, party: Party) -> bool:
    if party.organisation_id == order.client_id:
        return True
    return party.user_id is not None and order.client.memberships.filter(user=party.user_id).exists()


def may_confirm(bid: Bid, user: User) -> bool:
    """Whether the bidder may say that the bid also holds for the order as it now is; also after the deadline."""
    return bid.needs_confirmation and bid.order.status in UNDECIDED_STATUSES and may_bid_for(user, bid.party)


def may_read_bids(user: User, order: Order) -> bool:
    """Whether somebody reads the bids on the client's side, once they may be read: its members, or a mandate so far."""
    return Organisation.objects.acted_for_by(user, Reach.ANSWER).filter(pk=order.client_id).exists()


def may_open_bids(order: Order, user: User, *, now: datetime.datetime) -> bool:
    """Whether this reader may open sealed bids, as far as this clock knows."""
    is_over = order.bids_close_at is not None and order.bids_close_at <= now
    return order.is_sealed and is_over and order.status in UNDECIDED_STATUSES and may_edit_orders(user, order.client)


def takes_bids(order: Order, *, now: datetime.datetime) -> bool:
    """As far as this clock knows; the database's own clock decides when the bid is written."""
    is_shown = order.status == OrderStatus.OPEN and not order.hidden_for
    return is_shown and order.bids_close_at is not None and now < order.bids_close_at


def first_obstacle(order: Order, profile: Profile, *, today: datetime.date) -> str | None:
    """The first hard rule this person fails for this order, or None. Unknown values never exclude."""
    return next(_obstacles(order, profile, today), None)


def _obstacles(order: Order, profile: Profile, today: datetime.date) -> Iterator[str]:
    if _is_insider(order, profile.party) or _is_blocked(order, profile.party):
        yield Obstacle.EXCLUDED_BY_OWNER
    if not profile.takes_part:
        yield Obstacle.INACTIVE
    if order.wanted_kinds and profile.party.kind not in order.wanted_kinds:
        yield Obstacle.KIND_NOT_WANTED
    yield from _obstacles_of_work(order, profile, today)


def _obstacles_of_work(order: Order, profile: Profile, today: datetime.date) -> Iterator[str]:
    if profile.side_job == SideJobPermission.FORBIDDEN:
        yield Obstacle.SIDE_JOB_FORBIDDEN
    if _is_out_of_reach(order, profile):
        yield Obstacle.ONSITE_UNREACHABLE
    if _is_over_rate(order, profile):
        yield Obstacle.RATE_OVER_LIMIT
    if _is_too_late(order, profile, today):
        yield Obstacle.NOT_AVAILABLE_IN_TIME
    if _lacks_language(order, profile):
        yield Obstacle.LANGUAGE_TOO_LOW


def _is_out_of_reach(order: Order, profile: Profile) -> bool:
    here = order.prefecture_id
    if order.remote != RemoteShare.ONSITE or here is None or profile.prefecture_id in {None, here}:
        return False
    reach = {place.code for place in profile.onsite_prefectures.all()}
    return here not in reach if reach else profile.remote == RemoteWork.FULL


def agreed_hourly_budget(order: Order) -> int | None:
    """The upper budget in whole yen an hour; None where it is no fact: a fixed price leaves the hours to the bidder."""
    most, hours = order.budget_max_yen, order.hours_per_week or 0
    if most is None or order.budget_unit == BudgetUnit.HOUR:
        return most
    if order.budget_unit == BudgetUnit.MONTH:
        return most * MONTHS_IN_YEAR // (WEEKS_IN_YEAR * hours) if hours else None
    return None


def _is_over_rate(order: Order, profile: Profile) -> bool:
    budget, rate = agreed_hourly_budget(order), profile.rate_jpy_hour
    return budget is not None and rate is not None and rate * 1000 > budget * RATE_LIMIT_PERMILLE


def _is_too_late(order: Order, profile: Profile, today: datetime.date) -> bool:
    """Against the wished start, or today when that has passed."""
    if order.start_on is None or profile.available_from is None:
        return False
    return profile.available_from > max(order.start_on, today) + LATE_LIMIT


def _lacks_language(order: Order, profile: Profile) -> bool:
    spoken = {known.language: known.level for known in profile.languages.all()}
    return any(
        wanted.is_must and spoken.get(wanted.language, wanted.level) < wanted.level for wanted in order.languages.all()
    )


class Work(NamedTuple):
    """When and how much somebody works who is chosen; both days included."""

    hours_per_week: int
    first_day: datetime.date
    last_day: datetime.date


def work_of_bid(bid: Bid) -> Work | None:
    """From the later of both starts for the order's weeks; None where the order leaves hours or weeks open."""
    return work_of_order(bid.order, starting=bid.start_on)


def work_of_order(order: Order, *, starting: datetime.date) -> Work | None:
    """As work_of_bid, for a bid that would start on this day."""
    if not order.hours_per_week or not order.duration_weeks:
        return None
    first = max(starting, order.start_on or starting)
    return Work(order.hours_per_week, first, first + datetime.timedelta(weeks=order.duration_weeks, days=-1))


def publication_gaps(order: Order, *, now: datetime.datetime) -> list[Gap]:
    """What keeps an order from being published, in the order of the form.

    The five groups of the Freelance Act, Art. 12 with Cabinet Order 200 of 2024, Art. 2: content of the work; place,
    period and time; fee; ending; recruiter (the company's name and place are always shown).
    """
    return [
        *_client_gaps(order),
        *_content_gaps(order),
        *_fee_and_time_gaps(order),
        *_place_gaps(order),
        *_date_gaps(order, now),
        *buying_gaps(order),
    ]


def _client_gaps(order: Order) -> Iterator[Gap]:
    if order.client.suspended_at is not None:
        yield Gap("client", _("The administrators have suspended your organisation, so nothing can be published."))
    if not is_approved(order.client):
        yield Gap(
            "client",
            _("Before its first order is published, your organisation must be approved. Please open “Verification”."),
        )


def _content_gaps(order: Order) -> Iterator[Gap]:
    if not order.title:
        yield Gap("title", _("Please write a title."))
    if not order.problem:
        yield Gap("problem", _("Please describe what troubles you. A few plain sentences are enough."))


def _fee_and_time_gaps(order: Order) -> Iterator[Gap]:
    if order.budget_max_yen is None:
        yield Gap("budget_max_yen", _("Please say up to how much you can pay. People decide by it whether to answer."))
    elif order.budget_max_yen == 0:
        yield Gap("budget_max_yen", _("Please enter an amount above zero."))
    if order.hours_per_week is None and order.budget_unit != BudgetUnit.PROJECT:
        yield Gap("hours_per_week", _("With a monthly or hourly fee, people need to know the hours a week."))
    if order.duration_weeks is None:
        yield Gap("duration_weeks", _("Please say about how many weeks the work will take."))
    if not order.ending_terms:
        yield Gap(
            "ending_terms", _("Please say how the contract can end early. The law asks for it in a public posting.")
        )


def _place_gaps(order: Order) -> Iterator[Gap]:
    if not order.remote:
        yield Gap("remote", _("Please choose where the work is done."))
    if order.prefecture_id is None and order.remote != RemoteShare.FULL:
        yield Gap("prefecture", _("Please choose the prefecture where the work is done."))


def _date_gaps(order: Order, now: datetime.datetime) -> Iterator[Gap]:
    if order.bids_close_at is None:
        yield Gap("deadline", _("Please choose the last day for bids."))
    elif order.bids_close_at <= now:
        yield Gap("deadline", _("The last day for bids is in the past. Please choose today or later."))
    elif order.bids_close_at > now + LONGEST_BIDDING + datetime.timedelta(days=1):
        yield Gap("deadline", _("The last day for bids can be at most one year from today."))
    if order.start_on is None:
        yield Gap("start_on", _("Please choose when the work should start."))
    elif order.last_bidding_day and order.start_on < order.last_bidding_day:
        yield Gap("start_on", _("The work cannot start before the last day for bids."))


@dataclass(frozen=True)
class Promised:
    """What an order has led to already: all bids ever sent, those that wait for an answer, people awarded."""

    bids: int = 0
    waiting: int = 0
    awarded: int = 0


def change_gaps(
    before: OrderDraft, after: OrderDraft, promised: Promised, *, reason: str, now: datetime.datetime
) -> Iterator[Gap]:
    """What a published order may not become, beside what no order may lack (docs/decisions/0008)."""
    yield from _deadline_refusals(before, after, promised, now)
    if after.details["opening"] != before.details["opening"]:
        yield Gap("opening", _("Bidders rely on when their bids are read, so this stays as it was published."))
    if promised.awarded and after.details["positions"] <= promised.awarded:
        yield Gap(
            "positions",
            _("People have already been awarded, so at least one more must be wanted. To stop here, close the order."),
        )
    if promised.bids and after.details["budget_unit"] != before.details["budget_unit"]:
        yield Gap(
            "budget_unit",
            _("Bids have been sent in this unit, so it stays. To change it, copy the order into a new one."),
        )
    if promised.waiting and _is_less(after, before) and not reason:
        yield Gap("reason", _("You lower the budget after bids have arrived. Please tell the people who bid why."))


def _deadline_refusals(
    before: OrderDraft, after: OrderDraft, promised: Promised, now: datetime.datetime
) -> Iterator[Gap]:
    if before.deadline is None or after.deadline is None:
        return
    left = closing_moment(after.deadline) - now
    if after.deadline < before.deadline and left < SHORTEST_AFTER_BRINGING_FORWARD:
        yield Gap("deadline", _("An earlier last day for bids must leave at least three days from now."))
    elif promised.waiting and left < SHORTEST_TO_REACT:
        yield Gap(
            "deadline",
            _("People who have sent a bid need at least one day to look at the change. Please choose a later day."),
        )


def _is_less(after: OrderDraft, before: OrderDraft) -> bool:
    most, less = before.details["budget_max_yen"], after.details["budget_max_yen"]
    return most is not None and less is not None and less < most
