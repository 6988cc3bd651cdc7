"""Every read of orders and bids."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import Membership, Party, PartyKind, Role, User, WorkConfirmation
from accounts.proofs import confirmation_address, questions_for
from accounts.queries import evidence_read
from accounts.states import ConfirmationStatus
from orders.models import Award, Bid, BidEvent, Order
from orders.models.bids import OF_NOBODY_SUSPENDED, BidQuerySet
from orders.states import UNDECIDED_STATUSES, BidStatus
from orders.words import facets, term_numbers, text_terms
from vocabulary.models import Skill

# More than anybody ticks boxes for; the list of bids itself is paged.
MOST_CHOSEN_AMONG = 200
_ANSWERED = (ConfirmationStatus.CONFIRMED, ConfirmationStatus.REFUSED)


def search_terms(order: Order) -> list[int]:
    """What an order is found by: its words, skills, company and place in both languages, and what narrows a list."""
    return terms_with_skills(order, [wanted.skill for wanted in order.skills.select_related("skill")])


def terms_with_skills(order: Order, skills: Sequence[Skill]) -> list[int]:
    """`search_terms` of an order whose skills are at hand."""
    places = [place for place in (order.prefecture, order.municipality, order.client.prefecture) if place is not None]
    names = [name for named in (*places, *skills) for name in (named.name_ja, named.name_en)]
    narrowed_by = facets(
        prefecture=order.prefecture_id or "",
        block=order.prefecture.block if order.prefecture else "",
        remote=order.remote,
        unit=order.budget_unit,
        opening=order.opening,
        kinds=order.wanted_kinds or PartyKind.values,
        skills=[(skill.slug, skill.category_id) for skill in skills],
    )
    texts = [order.title, order.problem, order.wanted_outcome, order.client.name, *names]
    return term_numbers(text_terms(texts) | narrowed_by)


def own_bid(order: Order, party: Party) -> Bid | None:
    """The bid this party has on the order, whatever became of it."""
    return Bid.objects.filter(order=order, party=party).select_related("party").first()


def waiting_bids(order: Order) -> int:
    """Those of suspended parties wait for something else."""
    return Bid.objects.filter(OF_NOBODY_SUSPENDED, order=order, status=BidStatus.SUBMITTED).count()


def awardable_bids(order: Order) -> BidQuerySet:
    """Readable bids that wait for an answer and come from nobody of the client, the lowest price first."""
    waiting = Bid.objects.filter(order=order, status=BidStatus.SUBMITTED).contents_visible()
    outsiders = waiting.exclude(party__in=Party.objects.of_organisation(order.client_id))
    if order.status not in UNDECIDED_STATUSES:
        return outsiders.none()
    return outsiders.select_related("party").order_by("price_yen", "pk")[:MOST_CHOSEN_AMONG]


def standing_bids(order: Order) -> int:
    """How many were sent and not withdrawn; that many stand beside each other, answered or not."""
    return Bid.objects.filter(order=order).exclude(status=BidStatus.WITHDRAWN).count()


def bids_for_page() -> BidQuerySet:
    """With everything the page of one bid shows."""
    bids = Bid.objects.select_related(
        "party__user", "party__organisation", "party__profile", "party__firm", "order__client", "award__awarded_by"
    )
    events = BidEvent.objects.select_related("actor")
    return bids.defer("order__search_terms").prefetch_related(
        Prefetch("events", events), "team", *evidence_read("party__profile")
    )


@dataclass(frozen=True)
class Contacts:
    """Who is who after an award, for both sides and nobody else."""

    legal_name: str
    bidder_email: str
    company: str
    member_name: str
    member_email: str


def contacts_of(bid: Bid) -> Contacts | None:
    """None until the bid is awarded; the company's contact is whoever awarded it, or an owner once they have left."""
    if bid.status != BidStatus.AWARDED:
        return None
    member = _contact_of_company(bid)
    bidder = bid.contact
    return Contacts(
        legal_name=bid.party.legal_name,
        bidder_email=bidder.email if bidder else "",
        company=bid.order.client.name,
        member_name=member.full_name if member else "",
        member_email=member.email if member else "",
    )


@dataclass(frozen=True)
class ShownWork:
    """What became of an awarded bid in the bidder's profile: the page of its confirmation, and where that stands.

    ``question`` is the public id of the question that waits for the reader as the client, or empty.
    """

    address: str
    is_confirmed: bool
    is_asked: bool
    may_ask_again: bool
    question: str


def past_work_of(bid: Bid, reader: User) -> ShownWork | None:
    """None before the award, and while the work does not stand in the profile."""
    if bid.status != BidStatus.AWARDED or bid.award.work_question_id is None:
        return None
    asked = WorkConfirmation.objects.select_related("work").get(pk=bid.award.work_question_id)
    if asked.work is None:
        return None
    is_reader_s = asked.is_open and questions_for(reader).filter(pk=asked.pk).exists()
    return ShownWork(
        address=confirmation_address(bid.party, asked.work),
        is_confirmed=asked.work.confirmed_on is not None,
        is_asked=asked.work.confirmations.filter(status=ConfirmationStatus.ASKED).exists(),
        may_ask_again=may_ask_again(asked),
        question=asked.public_id if is_reader_s else "",
    )


def may_ask_again(before: WorkConfirmation) -> bool:
    """No answer is waited for, or was given; nor by mail meanwhile, which what is typed here must not undo."""
    if before.is_open or before.status in _ANSWERED:
        return False
    return before.work is None or not before.work.confirmations.standing().exclude(pk=before.pk).exists()


def _contact_of_company(bid: Bid) -> User | None:
    award = Award.objects.select_related("awarded_by").filter(bid=bid).first()
    members = Membership.objects.filter(organisation=bid.order.client_id, user__is_active=True).select_related("user")
    awarding = members.filter(user=award.awarded_by_id).first() if award else None
    found = awarding or members.filter(role=Role.OWNER).order_by("joined_at", "pk").first()
    return found.user if found else None
