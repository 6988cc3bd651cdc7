"""What an award asks of a party's consents and of its hours book."""

from accounts.actions import commit_hours
from accounts.errors import HoursExceededError
from accounts.models import Consent, ConsentScope, Giver, Party, PartyKind
from orders.errors import ConsentMissingError, HoursFullError
from orders.models import Bid
from orders.rules import work_of_bid


def require_consent(party: Party) -> None:
    """Both sides of a lending agree today to the person being shown, and named after an award.

    Raises ConsentMissingError; quiet for every other kind of party.
    """
    if party.kind != PartyKind.PERSONNEL:
        return
    agreed = Consent.objects.live().filter(party=party, scopes__contains=ConsentScope.values)
    if set(agreed.values_list("giver", flat=True)) != set(Giver.values):
        raise ConsentMissingError


def promise_hours(bid: Bid) -> None:
    """Write the order's hours into the bidder's book; nothing where the order does not say how many or how long.

    A firm's time is its own. Raises HoursFullError with the first week or month that is too full.
    """
    work = work_of_bid(bid)
    if work is None or bid.party.kind == PartyKind.PARTNER_FIRM:
        return
    try:
        commit_hours(
            bid.party,
            source=f"order:{bid.order.public_id}",
            hours_per_week=work.hours_per_week,
            first_day=work.first_day,
            last_day=work.last_day,
        )
    except HoursExceededError as error:
        raise HoursFullError(error.sentence) from error
