"""Every read about a lending company's people: the list, their consents, and their hours."""

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.hours import MINUTES, months_from
from accounts.invitations import digest_of
from accounts.models import (
    Consent,
    ConsentLink,
    Giver,
    HoursSpan,
    Organisation,
    OrganisationKind,
    Party,
    PartyKind,
    PartyQuerySet,
    Profile,
    Span,
    User,
)
from accounts.models.consents import TODAY
from common.japan import today_in_japan
from common.keyset import Key, Ordering, Page, page_of

RUNS_OUT_SOON = timedelta(days=30)
MONTHS_SHOWN = 12
NEW_AT_ONCE = 50
BY_NAME = Ordering("people.name", (Key("handle"), Key("public_id")), is_descending=False)
NEWEST = Ordering("people.newest", (Key("id"),))


class ConsentState(models.TextChoices):
    """What the list of people can be narrowed to."""

    COMPLETE = "complete", _("Both have agreed")
    NO_COMPANY = "no_company", _("The company has not agreed")
    NO_PERSON = "no_person", _("The person has not agreed")
    EXPIRING = "expiring", _("Runs out within 30 days")
    ENDED = "ended", _("No longer lent")


@dataclass(frozen=True)
class ConsentsOf:
    """Where somebody's consents stand: the live one of each giver, or None."""

    company: Consent | None
    person: Consent | None

    @property
    def is_complete(self) -> bool:
        return self.company is not None and self.person is not None

    @property
    def runs_out_on(self) -> date | None:
        return min((one.expires_on for one in (self.company, self.person) if one), default=None)

    @property
    def runs_out_soon(self) -> bool:
        day = self.runs_out_on
        return day is not None and day <= today_in_japan() + RUNS_OUT_SOON


@dataclass(frozen=True)
class MonthOfHours:
    """A month of the hours book, in hours; ``free`` may not be negative."""

    starts_on: date
    promised: float
    cap: float

    @property
    def free(self) -> float:
        return max(0.0, self.cap - self.promised)


def people_of(user: User) -> PartyQuerySet:
    """Lent people of the lending companies somebody is a member of."""
    lenders = Organisation.objects.filter(kind=OrganisationKind.LENDER, memberships__user=user)
    return Party.objects.filter(kind=PartyKind.PERSONNEL, organisation__in=lenders)


def lent_party_of(user: User) -> Party | None:
    """The user as a lent person with an account of their own; of several companies, the one that lends them now."""
    lent = Party.objects.filter(kind=PartyKind.PERSONNEL, user=user)
    known = lent.select_related("organisation", "personnel", "profile")
    return known.order_by(F("personnel__ended_at").desc(nulls_first=True), "-pk").first()


def own_profiles_of(user: User) -> tuple[Profile | None, Party | None]:
    """The user as a freelancer, and as a lent person (of several companies, for the one that lends them now)."""
    own = Profile.objects.filter(party__user=user).select_related(
        "party__user", "party__organisation", "party__personnel"
    )
    newest = list(own.order_by(F("party__personnel__ended_at").desc(nulls_first=True), "-party"))
    freelancer = next((one for one in newest if one.party.kind == PartyKind.FREELANCER), None)
    return freelancer, next((one.party for one in newest if one.party.kind == PartyKind.PERSONNEL), None)


def people_page(lender: Organisation, wanted: dict[str, str], cursor: str | None) -> Page[Party]:
    """The company's people, narrowed by what PeopleFilterForm gives, with consents loaded."""
    people = people_like(Party.objects.filter(kind=PartyKind.PERSONNEL, organisation=lender), wanted)
    return page_of(people, NEWEST if wanted["sort"] == "newest" else BY_NAME, cursor)


def people_like(people: PartyQuerySet, wanted: dict[str, str]) -> PartyQuerySet:
    """Of these lent people those with the words ``q``, the ``role`` and the ``state`` of consents, which are loaded."""
    is_ended = wanted["state"] == ConsentState.ENDED
    people = people.filter(personnel__ended_at__isnull=not is_ended)
    if words := wanted["q"]:
        people = people.filter(
            Q(handle__icontains=words)
            | Q(profile__legal_name__icontains=words)
            | Q(personnel__staff_number__icontains=words)
        )
    if wanted["role"]:
        people = people.filter(personnel__roles__contains=[wanted["role"]])
    people = people_in_state(people, wanted["state"])
    return people.select_related("personnel", "profile").prefetch_related("consents")


def has_people(lender: Organisation) -> bool:
    return Party.objects.filter(kind=PartyKind.PERSONNEL, organisation=lender).exists()


def new_people(lender: Organisation) -> PartyQuerySet:
    """Lent people for whom the company never agreed, those out of a file for example; the first NEW_AT_ONCE."""
    lent = Party.objects.filter(kind=PartyKind.PERSONNEL, organisation=lender, personnel__ended_at__isnull=True)
    new = lent.filter(~Exists(Consent.objects.filter(party=OuterRef("pk"), giver=Giver.COMPANY)))
    return new.select_related("personnel", "profile").order_by("handle", "pk")[:NEW_AT_ONCE]


def consents_of(party: Party) -> ConsentsOf:
    """Reads the party's consents: prefetch them for many."""
    live = {consent.giver: consent for consent in party.consents.all() if consent.is_live}
    return ConsentsOf(live.get(Giver.COMPANY), live.get(Giver.PERSON))


def hours_of(party: Party) -> list[MonthOfHours]:
    """This month and the eleven after it; months nothing is promised in stand with the cap of today."""
    months = months_from(today_in_japan(), MONTHS_SHOWN)
    rows = HoursSpan.objects.filter(party=party, span=Span.MONTH, starts_on__in=months)
    found = {row.starts_on: row for row in rows}
    default = party.personnel.monthly_cap * MINUTES
    return [
        MonthOfHours(month, row.promised / MINUTES, (row.cap or default) / MINUTES)
        if (row := found.get(month))
        else MonthOfHours(month, 0, default / MINUTES)
        for month in months
    ]


def link_by_token(token: str) -> ConsentLink | None:
    """A personal link as long as its address is the person's; with everything its page shows."""
    links = ConsentLink.objects.select_related("party__organisation", "party__personnel", "party__profile")
    link = links.filter(token_digest=digest_of(token)).first()
    return link if link is not None and link.email == link.party.personnel.email else None


def has_mailbox(user: User, email: str) -> bool:
    """Whether this account, if it can be used, has confirmed that the address is its own."""
    return _proven_addresses(email).filter(user=user).exists()


def account_of_mailbox(email: str) -> User | None:
    """The account that has confirmed this address, if it can be used."""
    return User.objects.filter(pk__in=_proven_addresses(email).values("user")).first()


def _proven_addresses(email: str) -> QuerySet[EmailAddress]:
    """Of accounts that are neither switched off nor suspended."""
    usable = EmailAddress.objects.filter(user__is_active=True, user__suspended_at__isnull=True)
    proven: QuerySet[EmailAddress] = usable.filter(email__iexact=email, verified=True)
    return proven


def people_in_state(people: PartyQuerySet, state: str) -> PartyQuerySet:
    """Those of these lent people whose consents stand so (ConsentState); all for any other word."""
    live = Consent.objects.live().filter(party=OuterRef("pk"))
    company, person = (Exists(live.filter(giver=giver)) for giver in (Giver.COMPANY, Giver.PERSON))
    if state == ConsentState.COMPLETE:
        return people.filter(company, person)
    if state == ConsentState.NO_COMPANY:
        return people.filter(~company)
    if state == ConsentState.NO_PERSON:
        return people.filter(~person)
    if state == ConsentState.EXPIRING:
        return people.filter(Exists(live.filter(expires_on__lte=TODAY + RUNS_OUT_SOON)))
    return people
