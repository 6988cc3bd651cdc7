"""A partner firm keeps its facts, its team and its certificates."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.actions.evidence import take_back_proofs_of
from accounts.actions.profiles import announce_change, locked_party, unique_handle
from accounts.errors import AlreadyListedError, HandleTakenError, NotMemberError
from accounts.handles import proposed_handle
from accounts.models import (
    FirmCertificate,
    FirmMember,
    FirmMemberLanguage,
    Organisation,
    OrganisationKind,
    PartnerFirm,
    Party,
    PartyKind,
    Profile,
    User,
)
from accounts.rules import may_bid_for
from accounts.signals import profile_changed
from vocabulary.models import Skill

HANDLE_TRIES = 8


class FirmFacts(TypedDict, total=False):
    """``country`` as ISO 3166-1, ``time_zone`` as IANA names it."""

    country: str
    city: str
    time_zone: str
    engineers: int | None


class TeamMemberFacts(TypedDict):
    """``languages`` as (code, level 1–7)."""

    name: str
    legal_name: str
    role: str
    country: str
    time_zone: str
    hours_per_week: int | None
    user: User | None
    skills: Iterable[Skill]
    languages: Iterable[tuple[str, int]]


class CertificateFacts(TypedDict):
    name: str
    number: str
    valid_until: date | None


@transaction.atomic
def open_firm(organisation: Organisation, **facts: Unpack[FirmFacts]) -> Party:
    """The party by which an organisation of the kind partner firm bids, under a proposed display name; made once."""
    assert organisation.kind == OrganisationKind.PARTNER_FIRM
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    existing = Party.objects.filter(kind=PartyKind.PARTNER_FIRM, organisation=organisation).first()
    if existing is not None:
        return existing
    party = _new_party(organisation)
    PartnerFirm.objects.create(party=party, **facts)
    profile = Profile.objects.create(
        party=party, prefecture_id=organisation.prefecture_id, municipality_id=organisation.municipality_id
    )
    profile_changed.send(sender=Profile, profile=profile)
    return party


@transaction.atomic
def edit_firm(party: Party, *, actor: User, **facts: Unpack[FirmFacts]) -> None:
    """Write the firm's facts; its profile follows the place of the organisation. Raises PermissionDenied."""
    firm = _lock(party, actor)
    organisation = party.organisation
    assert organisation is not None
    organisation.refresh_from_db(fields=["prefecture", "municipality"])
    for name, value in facts.items():
        setattr(firm, name, value)
    firm.save()
    place = {"prefecture": organisation.prefecture_id, "municipality": organisation.municipality_id}
    if (
        Profile.objects.filter(party=party)
        .exclude(**place)
        .update(**{f"{name}_id": code for name, code in place.items()})
    ):
        announce_change(party)


@transaction.atomic
def save_team_member(
    party: Party, member: FirmMember | None, *, actor: User, **facts: Unpack[TeamMemberFacts]
) -> FirmMember:
    """Add somebody to the team (``member`` is None) or change one of it. Bids that were sent keep what they said.

    Raises PermissionDenied, NotMemberError for an account of another organisation, AlreadyListedError.
    """
    firm = _lock(party, actor)
    row = firm.members.get(public_id=member.public_id) if member else FirmMember(firm=firm)
    user = facts["user"]
    if user is not None and not user.memberships.filter(organisation=party.organisation_id).exists():
        raise NotMemberError
    skills, languages = list(facts["skills"]), list(facts["languages"])
    given: dict[str, Any] = {name: value for name, value in facts.items() if name not in ("skills", "languages")}
    _save(row, given)
    row.skills.set(skills)
    row.languages.all().delete()
    FirmMemberLanguage.objects.bulk_create(
        [FirmMemberLanguage(member=row, language=code, level=level) for code, level in languages]
    )
    return row


@transaction.atomic
def remove_team_member(party: Party, member: FirmMember, *, actor: User) -> None:
    """Bids that named this person keep what they said. Quiet when already done; raises PermissionDenied."""
    _lock(party, actor).members.filter(public_id=member.public_id).delete()


@transaction.atomic
def save_certificate(
    party: Party, certificate: FirmCertificate | None, *, actor: User, **facts: Unpack[CertificateFacts]
) -> FirmCertificate:
    """Add a certificate, or change one of the firm's own; with another name or number it must be proven again.

    Raises PermissionDenied, AlreadyListedError.
    """
    firm = _lock(party, actor)
    row = firm.certificates.get(public_id=certificate.public_id) if certificate else FirmCertificate(firm=firm)
    said = (row.name, row.number)
    _save(row, dict(facts))
    if said != (row.name, row.number):
        take_back_proofs_of(row)
    return row


@transaction.atomic
def remove_certificate(party: Party, certificate: FirmCertificate, *, actor: User) -> None:
    """With what was sent to prove it. Quiet when already done; raises PermissionDenied."""
    row = _lock(party, actor).certificates.filter(public_id=certificate.public_id).first()
    if row is not None:
        take_back_proofs_of(row)
        row.delete()


def _lock(party: Party, actor: User) -> PartnerFirm:
    """The party first: whoever brings evidence or decides about it locks the party, and then what it is about."""
    if party.kind != PartyKind.PARTNER_FIRM or not may_bid_for(actor, party):
        raise PermissionDenied
    locked_party(party.pk)
    return PartnerFirm.objects.select_for_update(no_key=True).get(party=party)


def _save(row: FirmMember | FirmCertificate, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "_once" in str(error):
            raise AlreadyListedError("name") from error
        raise


def _new_party(organisation: Organisation) -> Party:
    for _number in range(HANDLE_TRIES):
        try:
            with unique_handle():
                return Party.objects.create(
                    kind=PartyKind.PARTNER_FIRM, handle=proposed_handle(), organisation=organisation
                )
        except HandleTakenError:
            continue
    raise HandleTakenError
