"""An awarded order becomes a past work of its bidder, and its client is asked to confirm it."""

from django.db import transaction

from accounts.actions import ask_client, save_work
from accounts.actions.works import WorkFacts
from accounts.errors import TooManyQuestionsError
from accounts.models import PastWork, User, WorkConfirmation
from accounts.rules import may_edit_profile
from accounts.states import ConfirmationStatus
from orders.actions.moves import lock_bid
from orders.errors import MoveRefusedError, NotAllowedError, WorkAskedError, WorkAskedOftenError
from orders.models import Award, Bid
from orders.queries import may_ask_again
from orders.states import BidStatus


@transaction.atomic
def add_work(bid: Bid, facts: WorkFacts, *, actor: User) -> PastWork:
    """Add the work with these facts and ask the client on the platform; quiet when the same was asked before.

    An award alone proves no work: it counts once the client has confirmed it. Each award is one work and one question;
    it is asked again only when the work has been changed, or the time to answer has run out.
    Raises NotAllowedError, MoveRefusedError for a bid that was not awarded, WorkAskedError, WorkAskedOftenError, and
    OwnWorkError for somebody who has joined the client since.
    """
    bid = lock_bid(bid)
    if not may_edit_profile(actor, bid.party):
        raise NotAllowedError
    if bid.status != BidStatus.AWARDED:
        raise MoveRefusedError
    award = Award.objects.select_related("work_question__work").get(bid=bid)
    before = award.work_question
    known = before.work if before else None
    if before is not None and known is not None and _is_same(before, facts):
        return known
    if before is not None and not may_ask_again(before):
        raise WorkAskedError
    try:
        work = save_work(bid.party.profile, known, **facts)
        award.work_question = ask_client(work, client=bid.order.client, actor=actor)
    except TooManyQuestionsError as error:
        raise WorkAskedOftenError from error
    award.save(update_fields=["work_question"])
    return work


def _is_same(asked: WorkConfirmation, facts: WorkFacts) -> bool:
    """Whether this was sent twice."""
    is_standing = asked.is_open or asked.status == ConfirmationStatus.CONFIRMED
    return is_standing and (asked.title, asked.year) == (facts["title"], facts["year"])
