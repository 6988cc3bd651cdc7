"""Both sides of a lending agree, and may stop agreeing at any moment."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.profiles import announce_change, locked_party
from accounts.errors import LinkEndedError, TooManyLinksError
from accounts.invitations import digest_of, new_token
from accounts.models import Consent, ConsentChannel, ConsentLink, Giver, Party, User
from accounts.models.consents import TODAY
from accounts.rules import CONSENT_LINK_DAYS, CONSENT_LINKS_A_DAY, may_edit_personnel
from accounts.signals import consent_asked, consent_ended

LAPSED_AT_ONCE = 200


@dataclass(frozen=True)
class AgreedFor:
    """For how many people their company agreed, and how many of them were sent a link."""

    people: int
    asked: int


@transaction.atomic
def give_consent(
    party: Party, giver: Giver, *, scopes: Collection[str], expires_on: date, by: User | ConsentLink
) -> Consent:
    """Agree until the end of a day in Japan; a newer consent takes the place of the one before.

    ``by`` is the account, or the personal link, of whoever agrees. The person's account is remembered as the person.
    Raises PermissionDenied, LinkEndedError.
    """
    party = locked_party(party.pk)
    _require_giver(party, giver, by)
    if isinstance(by, ConsentLink) and by.asked_at < timezone.now() - timedelta(days=CONSENT_LINK_DAYS):
        raise LinkEndedError
    Consent.objects.standing().filter(party=party, giver=giver).update(replaced_at=timezone.now())
    consent = Consent.objects.create(
        party=party,
        giver=giver,
        scopes=sorted(scopes),
        expires_on=expires_on,
        given_by=_account(by),
        given_how=_channel(by),
    )
    announce_change(party)
    return consent


@transaction.atomic
def withdraw_consent(party: Party, giver: Giver, *, by: User | ConsentLink) -> None:
    """From the commit on the person is neither ranked nor shown; quiet when there is nothing to withdraw.

    A personal link withdraws however old it is. Raises PermissionDenied.
    """
    party = locked_party(party.pk)
    _require_giver(party, giver, by)
    standing = Consent.objects.standing().filter(party=party, giver=giver)
    ended = standing.update(withdrawn_at=timezone.now(), withdrawn_by=_account(by), withdrawn_how=_channel(by))
    if ended:
        announce_change(party)
        consent_ended.send(sender=Consent, party=party, giver=giver, reason="withdrawn")


@transaction.atomic
def ask_for_consent(party: Party, *, actor: User, site: str) -> ConsentLink:
    """Mail the person a link of their own. ``site`` ("https://host") is where it leads.

    Raises PermissionDenied, TooManyLinksError.
    """
    party = locked_party(party.pk)
    if not may_edit_personnel(actor, party):
        raise PermissionDenied
    today = party.consent_links.filter(asked_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= CONSENT_LINKS_A_DAY:
        raise TooManyLinksError
    token = new_token()
    link = ConsentLink.objects.create(
        party=party, email=party.personnel.email, token_digest=digest_of(token), asked_by=actor
    )
    consent_asked.send(sender=ConsentLink, link=link, token=token, site=site)
    return link


@transaction.atomic
def agree_for_people(
    people: Iterable[Party], *, scopes: Collection[str], expires_on: date, actor: User, site: str
) -> AgreedFor:
    """Agree for the company of these lent people, and mail a link to those of them who have not agreed.

    Quiet about people the company agrees for already, and about those who have a link that still works. ``site``
    ("https://host") is where the links lead. Raises PermissionDenied.
    """
    agreed = asked = 0
    locked = Party.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation", "personnel")
    for party in locked.filter(pk__in=[party.pk for party in people], personnel__ended_at__isnull=True).order_by("pk"):
        live = Consent.objects.live().filter(party=party)
        if not live.filter(giver=Giver.COMPANY).exists():
            give_consent(party, Giver.COMPANY, scopes=scopes, expires_on=expires_on, by=actor)
            agreed += 1
        if not live.filter(giver=Giver.PERSON).exists() and not _has_link(party):
            with suppress(TooManyLinksError):
                ask_for_consent(party, actor=actor, site=site)
                asked += 1
    return AgreedFor(agreed, asked)


@transaction.atomic
def lapse_consents() -> int:
    """Notice consents whose last day has passed, and tell those who still show the person; how many there were."""
    over = Consent.objects.standing().filter(expires_on__lt=TODAY, lapsed_at__isnull=True)
    locked = over.select_for_update(of=("self",), skip_locked=True).select_related("party").order_by("pk")
    lapsed = list(locked[:LAPSED_AT_ONCE])
    Consent.objects.filter(pk__in=[consent.pk for consent in lapsed]).update(lapsed_at=timezone.now())
    for consent in lapsed:
        announce_change(consent.party)
        consent_ended.send(sender=Consent, party=consent.party, giver=consent.giver, reason="expired")
    return len(lapsed)


def _has_link(party: Party) -> bool:
    """Whether the person was sent a link that still works."""
    since = timezone.now() - timedelta(days=CONSENT_LINK_DAYS)
    return party.consent_links.filter(asked_at__gt=since, email=party.personnel.email).exists()


def _require_giver(party: Party, giver: Giver, by: User | ConsentLink) -> None:
    """The company's consent is its owners' and editors' to give, the person's their own and nobody else's."""
    if isinstance(by, ConsentLink):
        is_giver = giver == Giver.PERSON and by.party_id == party.pk and by.email == party.personnel.email
    elif giver == Giver.PERSON:
        is_giver = party.user_id == by.pk
    else:
        is_giver = may_edit_personnel(by, party)
    if not is_giver:
        raise PermissionDenied


def _account(by: User | ConsentLink) -> User | None:
    return by if isinstance(by, User) else None


def _channel(by: User | ConsentLink) -> ConsentChannel:
    return ConsentChannel.ACCOUNT if isinstance(by, User) else ConsentChannel.LINK
