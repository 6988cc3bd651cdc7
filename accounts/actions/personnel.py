"""A lending company keeps the list of its people."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.consents import withdraw_consent
from accounts.actions.hours import change_caps
from accounts.actions.lent_accounts import part_from_mailbox
from accounts.actions.profiles import announce_change, change_profile, locked_party, unique_handle
from accounts.errors import AlreadyLentError, AlreadyListedError, HandleTakenError, LicenceMissingError, NotLenderError
from accounts.handles import proposed_handle
from accounts.models import (
    Giver,
    LendingForm,
    Organisation,
    OrganisationKind,
    Party,
    PartyKind,
    Personnel,
    Profile,
    Training,
    User,
)
from accounts.rules import may_edit_personnel, may_lend
from accounts.signals import consent_ended, person_lent_twice, profile_changed

HANDLE_TRIES = 8


class PersonnelFacts(TypedDict, total=False):
    """Caps in hours; ``roles`` are values of PersonnelRole."""

    handle: str
    legal_name: str
    headline: str
    email: str
    staff_number: str
    lending_form: str
    dispatch_licence: str
    roles: list[str]
    public_years: int | None
    public_experience: str
    weekly_cap: int
    monthly_cap: int


class TrainingFacts(TypedDict):
    name: str
    year: int | None
    hours: int | None


class _Sorted(NamedTuple):
    """Facts by the row they belong to."""

    own: dict[str, Any]
    profile: dict[str, Any]
    caps: dict[str, int]


def create_personnel(lender: Organisation, *, actor: User, **facts: Unpack[PersonnelFacts]) -> Profile:
    """Put a person on the company's list, with an empty profile; nobody is shown before both have agreed.

    Without a handle one is proposed. Raises PermissionDenied, NotLenderError, HandleTakenError, LicenceMissingError,
    AlreadyListedError, and AlreadyLentError after telling the administrators.
    """
    if lender.kind != OrganisationKind.LENDER:
        raise NotLenderError
    if not may_lend(actor, lender):
        raise PermissionDenied
    return _telling_administrators(lender, facts, lambda: _create(lender, facts))


def edit_personnel(party: Party, *, actor: User, **facts: Unpack[PersonnelFacts]) -> None:
    """Write the given facts; quiet when nothing differs. At another address the person agrees anew.

    Raises as create_personnel does, and CapBelowPromisedError.
    """
    if not may_edit_personnel(actor, party):
        raise PermissionDenied
    assert party.organisation is not None
    _telling_administrators(party.organisation, facts, lambda: write_personnel(party, facts, actor))


@transaction.atomic
def stop_lending(party: Party, *, actor: User) -> None:
    """The company lends this person no longer: nobody is shown them, another company may. Raises PermissionDenied."""
    if not may_edit_personnel(actor, party):
        raise PermissionDenied
    withdraw_consent(party, Giver.COMPANY, by=actor)
    ended = Personnel.objects.filter(party=party, ended_at__isnull=True).update(ended_at=timezone.now())
    if ended:
        announce_change(party)
        consent_ended.send(sender=Personnel, party=party, giver=Giver.COMPANY, reason="withdrawn")


@transaction.atomic
def save_training(party: Party, training: Training | None, *, actor: User, **facts: Unpack[TrainingFacts]) -> Training:
    """Add a training (``training`` is None) or change one of this person's own. Raises PermissionDenied."""
    if not may_edit_personnel(actor, party):
        raise PermissionDenied
    own = Training.objects.filter(personnel=party.personnel)
    row = own.get(public_id=training.public_id) if training else Training(personnel=party.personnel)
    row.name, row.year, row.hours = facts["name"], facts["year"], facts["hours"]
    row.save()
    return row


@transaction.atomic
def remove_training(party: Party, training: Training, *, actor: User) -> None:
    """Raises PermissionDenied."""
    if not may_edit_personnel(actor, party):
        raise PermissionDenied
    Training.objects.filter(personnel=party.personnel, public_id=training.public_id).delete()


@transaction.atomic
def report_lent_twice(lender: Organisation, party_id: int) -> None:
    """Tell the administrators that a company was refused somebody whom another one lends; a second time is quiet.

    create_personnel and edit_personnel do it; again only for whoever undoes what was written around them.
    Quiet, too, about somebody whom the same undone import had added.
    """
    party = Party.objects.filter(pk=party_id).first()
    if party is not None:
        person_lent_twice.send(sender=Personnel, lender=lender, party=party)


def _telling_administrators[Done](lender: Organisation, facts: PersonnelFacts, write: Callable[[], Done]) -> Done:
    """A refused person is told of in a transaction of its own: the refused one leaves nothing behind."""
    try:
        with transaction.atomic():
            return _written(lender, facts, write)
    except AlreadyLentError as error:
        report_lent_twice(lender, error.party_id)
        raise


def _written[Done](lender: Organisation, facts: PersonnelFacts, write: Callable[[], Done]) -> Done:
    """What the database refuses in the words of the actions: two companies may have added one person at once."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        if "personnel_dispatch_licensed" in str(error):
            raise LicenceMissingError from error
        if "personnel_email_once" in str(error):
            _require_new(lender, {"email": facts["email"].strip().lower()}, apart_from=None)
        raise


def _create(lender: Organisation, facts: PersonnelFacts) -> Profile:
    Organisation.objects.select_for_update(no_key=True).get(pk=lender.pk)
    given = _sorted(facts)
    _require_new(lender, given.own, apart_from=None)
    handle = given.profile.pop("handle", "")
    party = _new_party(lender, handle)
    Personnel.objects.create(party=party, **given.own, **given.caps)
    profile = Profile.objects.create(party=party, **given.profile)
    profile_changed.send(sender=Profile, profile=profile)
    return profile


def write_personnel(party: Party, facts: PersonnelFacts, actor: User | None) -> bool:
    """Inside a transaction and for somebody who may; says whether anything differed. Raises as edit_personnel does."""
    lender = party.organisation
    assert lender is not None
    Organisation.objects.select_for_update(no_key=True).get(pk=lender.pk)
    given = _sorted(facts)
    _require_new(lender, given.own, apart_from=party)
    # Whoever agrees by the mailbox or by the account waits for this, and this for them.
    locked_party(party.pk)
    personnel, changed = Personnel.objects.select_related("party__user").get(party=party), False
    if given.caps:
        weekly, monthly = (given.caps.get(name, getattr(personnel, name)) for name in ("weekly_cap", "monthly_cap"))
        changed = change_caps(personnel, weekly=weekly, monthly=monthly)
    differing = {name: value for name, value in given.own.items() if getattr(personnel, name) != value}
    for name, value in differing.items():
        setattr(personnel, name, value)
    if differing:
        personnel.save(update_fields=list(differing))
    if "email" in differing:
        part_from_mailbox(personnel.party, personnel.email, actor=actor)
    change_profile(party.profile, **given.profile)
    return changed or bool(differing)


def _new_party(lender: Organisation, handle: str) -> Party:
    """Under the wished display name, or else under a proposed one nobody has."""
    for _number in range(1 if handle else HANDLE_TRIES):
        try:
            with unique_handle():
                return Party.objects.create(
                    kind=PartyKind.PERSONNEL, handle=handle or proposed_handle(), organisation=lender
                )
        except HandleTakenError:
            if handle:
                raise
    raise HandleTakenError


def _require_new(lender: Organisation, own: dict[str, Any], *, apart_from: Party | None) -> None:
    """The same address is the same person, whoever lends them; a staff number counts within its company only."""
    lent = Personnel.objects.filter(ended_at__isnull=True).select_related("party")
    others = lent.exclude(party=apart_from) if apart_from else lent
    same = others.filter(email__iexact=own["email"]).first() if "email" in own else None
    if same is not None and same.party.organisation_id != lender.pk:
        raise AlreadyLentError(same.party_id)
    if same is not None:
        raise AlreadyListedError("email")
    number = own.get("staff_number")
    if number and others.filter(staff_number=number, party__organisation=lender).exists():
        raise AlreadyListedError("staff_number")


def _sorted(facts: PersonnelFacts) -> _Sorted:
    given: dict[str, Any] = dict(facts)
    if "email" in given:
        given["email"] = given["email"].strip().lower()
    if given.get("lending_form") in (LendingForm.SERVICE_CONTRACT, LendingForm.SECONDMENT):
        given["dispatch_licence"] = ""
    profile: dict[str, Any] = {name: given.pop(name) for name in ("handle", "legal_name", "headline") if name in given}
    caps: dict[str, int] = {name: given.pop(name) for name in ("weekly_cap", "monthly_cap") if name in given}
    return _Sorted(given, profile, caps)
