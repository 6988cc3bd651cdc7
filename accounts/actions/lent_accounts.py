"""A lent person's own account: connected where the person's mailbox proves who they are, and nowhere else."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.profiles import announce_change, locked_party
from accounts.errors import AlreadyLentError, LinkEndedError
from accounts.lending import has_mailbox
from accounts.models import Consent, ConsentChannel, ConsentLink, Giver, Party, PartyKind, Personnel, User
from accounts.rules import CONSENT_LINK_DAYS
from accounts.signals import consent_ended, person_lent_twice


def connect_account(link: ConsentLink, user: User) -> None:
    """The account becomes the person's own: from now on it reads what concerns them, and agrees and withdraws.

    The link proves the mailbox, and the account has confirmed the same address. Quiet when it is connected already.
    Raises PermissionDenied, also when the person has another account or is lent no longer; LinkEndedError; and
    AlreadyLentError after telling the administrators, when another company lends the owner of this account.
    """
    if not _proved(link, user):
        raise AlreadyLentError(link.party_id)


@transaction.atomic
def _proved(link: ConsentLink, user: User) -> bool:
    party = locked_party(link.party_id)
    if party.user_id == user.pk:
        return True
    is_theirs = link.email == party.personnel.email and has_mailbox(user, link.email)
    if not is_theirs or party.user_id is not None or party.personnel.ended_at is not None:
        raise PermissionDenied
    if link.asked_at < timezone.now() - timedelta(days=CONSENT_LINK_DAYS):
        raise LinkEndedError
    return _connect(party, user)


@transaction.atomic
def connect_who_agreed(user: User, email: str) -> int:
    """The account has just confirmed this address: whoever agreed by a link mailed to it is its owner; how many."""
    agreed = Consent.objects.standing().filter(giver=Giver.PERSON, given_how=ConsentChannel.LINK)
    lent = Party.objects.filter(kind=PartyKind.PERSONNEL, user=None, personnel__email__iexact=email)
    waiting = lent.filter(personnel__ended_at=None, consents__in=agreed).select_for_update(of=("self",), no_key=True)
    parties = list(waiting) if has_mailbox(user, email) else []
    return sum(_connect(party, user) for party in parties)


def part_from_mailbox(party: Party, email: str, *, actor: User | None) -> None:
    """The company writes another address of the person, who must agree anew: the old mailbox has no say any more.

    Only an account that has confirmed the new address as well stays, and with it what the person agreed to.
    """
    if party.user is not None and has_mailbox(party.user, email):
        return
    Party.objects.filter(pk=party.pk).update(user=None)
    facts = {"withdrawn_at": timezone.now(), "withdrawn_by": actor, "withdrawn_how": ConsentChannel.ACCOUNT}
    ended = Consent.objects.standing().filter(party=party, giver=Giver.PERSON).update(**facts)
    announce_change(party)
    if ended:
        consent_ended.send(sender=Consent, party=party, giver=Giver.PERSON, reason="withdrawn")


def _connect(party: Party, user: User) -> bool:
    """False when another company lends the owner of this account, under another address: administrators hear of it."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    lent = Party.objects.filter(kind=PartyKind.PERSONNEL, user=user, personnel__ended_at=None)
    if (elsewhere := lent.first()) is not None:
        person_lent_twice.send(sender=Personnel, lender=party.organisation, party=elsewhere)
        return False
    Party.objects.filter(pk=party.pk).update(user=user)
    # Whom somebody is a member of is never shown them: the account decides that from now on.
    announce_change(party)
    return True
