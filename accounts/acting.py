"""For whom somebody acts at the moment: one of their organisations, a client by mandate, or themself, as a freelancer
or as a person a company lends.

What they may read and do follows from memberships and profiles alone, never from this choice: it decides which menu and
which desk they see, and in whose name a new order begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest

from accounts.lending import own_profiles_of
from accounts.models import (
    CLIENT_KINDS,
    OFFERING_KINDS,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    Party,
    Profile,
    Role,
    User,
)
from accounts.queries import (
    firm_of,
    mandates_of,
    memberships_of,
    profile_for_page,
    profiles_with_everything,
)

SESSION_KEY: Final = "acting_as"
ONESELF: Final = "me"
LENT: Final = "lent"


@dataclass(frozen=True)
class Acting:
    """``memberships`` stand in the order of joining; ``lent`` is the user as a person a company lends.

    One of membership, mandate, profile and lent_person is acted by, or none.
    """

    user: User | None
    memberships: tuple[Membership, ...] = ()
    own_profile: Profile | None = None
    membership: Membership | None = None
    mandates: tuple[Mandate, ...] = ()
    mandate: Mandate | None = None
    lent: Party | None = None
    is_as_lent: bool = False

    @property
    def organisation(self) -> Organisation | None:
        if self.mandate is not None:
            return self.mandate.client
        return self.membership.organisation if self.membership else None

    @property
    def profile(self) -> Profile | None:
        """The own profile, while nobody else is acted for."""
        return None if self.membership or self.mandate or self.is_as_lent else self.own_profile

    @property
    def lent_person(self) -> Party | None:
        """Oneself as a lent person, while somebody acts as that."""
        return self.lent if self.is_as_lent else None

    @property
    def asks_for_work(self) -> bool:
        return self.organisation is not None and self.organisation.kind in CLIENT_KINDS

    @property
    def offers_work(self) -> bool:
        return self.profile is not None or (self.organisation is not None and self.organisation.kind in OFFERING_KINDS)

    @property
    def may_import(self) -> bool:
        """Whether the page of imports has something for them; it looks again at what they may."""
        if self.user is not None and self.user.is_staff:
            return True
        if self.mandate is not None:
            return True
        is_editor = self.membership is not None and self.membership.role != Role.VIEWER
        return is_editor and (self.asks_for_work or self.lends_people)

    @property
    def lends_people(self) -> bool:
        return self.organisation is not None and self.organisation.kind == OrganisationKind.LENDER

    @property
    def bids_as_firm(self) -> bool:
        return self.organisation is not None and self.organisation.kind == OrganisationKind.PARTNER_FIRM

    @property
    def key(self) -> str:
        if self.mandate is not None:
            return self.mandate.public_id
        if self.membership is not None:
            return self.membership.organisation.public_id
        return LENT if self.is_as_lent else ONESELF

    @property
    def has_choice(self) -> bool:
        own = (self.own_profile is not None) + (self.lent is not None)
        return len(self.memberships) + len(self.mandates) + own > 1


def acting_of(request: HttpRequest) -> Acting:
    """Read once a request. Whoever has not chosen acts for the organisation they joined first."""
    kept: Acting | None = getattr(request, "_acting", None)
    if kept is None or kept.user != (request.user if request.user.is_authenticated else None):
        kept = _acting(request)
        request._acting = kept  # type: ignore[attr-defined]  # noqa: SLF001 -- kept for this request only
    return kept


def profile_acted_for(request: HttpRequest) -> Profile | None:
    """The profile by which somebody is ranked and bids at the moment, with all the rules and the engine read: that of
    the partner firm they act for, their own as a lent person while they act as that, or else as a freelancer.
    """
    acting = acting_of(request)
    if acting.user is None:
        return None
    if acting.lent_person is not None:
        return profiles_with_everything([acting.lent_person.pk]).get()
    if acting.organisation is None or not acting.bids_as_firm:
        return profile_for_page(acting.user)
    firm = firm_of(acting.organisation)
    return None if firm is None else profiles_with_everything([firm.pk]).get()


def act_as(request: HttpRequest, key: str) -> bool:
    """Remember the choice in the session. False for an organisation somebody is no member of."""
    acting = acting_of(request)
    known = {membership.organisation.public_id for membership in acting.memberships}
    known |= {mandate.public_id for mandate in acting.mandates}
    known |= {key for key, own in ((ONESELF, acting.own_profile), (LENT, acting.lent)) if own is not None}
    if key not in known:
        return False
    request.session[SESSION_KEY] = key
    forget_acting(request)
    return True


def forget_acting(request: HttpRequest) -> None:
    """Somebody joined, left or registered during this request."""
    if hasattr(request, "_acting"):
        del request._acting  # noqa: SLF001 -- see acting_of


def _acting(request: HttpRequest) -> Acting:
    if not isinstance(request.user, User):
        return Acting(None)
    memberships, (profile, lent) = tuple(memberships_of(request.user)), own_profiles_of(request.user)
    chosen = request.session.get(SESSION_KEY, "")
    mandates = _mandates(request.user, memberships)
    known = Acting(request.user, memberships, profile, mandates=mandates, lent=lent)
    if chosen == ONESELF and profile is not None:
        return known
    if lent is not None and (chosen == LENT or not (memberships or profile)):
        return replace(known, is_as_lent=True)
    if mandate := next((one for one in mandates if one.public_id == chosen), None):
        return replace(known, mandate=mandate)
    by_key = {membership.organisation.public_id: membership for membership in memberships}
    return replace(known, membership=by_key.get(chosen) or next(iter(memberships), None))


def _mandates(user: User, memberships: Iterable[Membership]) -> tuple[Mandate, ...]:
    """Only members of support organisations are asked for any, so that nobody else pays for the question."""
    supports = any(one.organisation.kind == OrganisationKind.SUPPORT for one in memberships)
    return tuple(mandates_of(user)) if supports else ()
