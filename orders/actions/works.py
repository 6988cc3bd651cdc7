"""An awarded order becomes a past work of its bidder, and its client is asked to confirm it."""

from django.db import transaction

from accounts.actions import ask_client, save_work
from accounts.actions.works import WorkFacts
from accounts.models import PastWork, User, WorkConfirmation
from accounts.rules import may_edit_profile
from orders.actions.moves import lock_bid
from orders.errors import MoveRefusedError, NotAllowedError
from orders.models import Bid
from orders.states import BidStatus


@transaction.atomic
def add_work(bid: Bid, facts: WorkFacts, *, actor: User) -> PastWork:
    """Add the work with these facts and ask the client on the platform; quiet when the same was asked before.

    An award alone proves no work: it counts once the client has confirmed it. Raises NotAllowedError, MoveRefusedError
    for a bid that was not awarded, and OwnWorkError for somebody who has joined the client since.
    """
    bid = lock_bid(bid)
    if not may_edit_profile(actor, bid.party):
        raise NotAllowedError
    if bid.status != BidStatus.AWARDED:
        raise MoveRefusedError
    asked = WorkConfirmation.objects.standing().filter(
        party=bid.party, client=bid.order.client, title=facts["title"], year=facts["year"], work__isnull=False
    )
    before = asked.select_related("work").first()
    if before is not None and before.work is not None:
        return before.work
    work = save_work(bid.party.profile, None, **facts)
    ask_client(work, client=bid.order.client, actor=actor)
    return work
