"""What happens once the whole chain has approved. Whoever asked was checked then; the rules of the order are now."""

from accounts.models import User
from orders.actions.changes import write_change
from orders.actions.decisions import write_award
from orders.actions.publishing import write_publication
from orders.drafts import draft_from
from orders.models import ApprovalPurpose, ApprovalRequest, Bid


def carry_out(request: ApprovalRequest, *, actor: User) -> None:
    """Publish, change or award. The caller holds the order's lock. Raises OrderErrors when it is impossible now."""
    order = request.order
    if request.purpose == ApprovalPurpose.PUBLICATION:
        write_publication(order, actor=actor)
    elif request.purpose == ApprovalPurpose.CHANGE:
        draft = draft_from(request.content or {})
        write_change(order, draft, base=request.order_version, reason=request.reason, actor=request.asked_by or actor)
    else:
        for bid in Bid.objects.filter(pk__in=request.bids.values("pk")).order_by("pk"):
            write_award(bid, actor=request.asked_by or actor, reason=request.reason)
