"""For whom somebody acts at the moment: one of their organisations, or themself as a freelancer.

What they may read and do follows from memberships and profiles alone, never from this choice: it decides which menu and
which desk they see, and in whose name a new order begins.
"""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from accounts.models import CLIENT_KINDS, OFFERING_KINDS, Membership, Organisation, Profile, User
from accounts.queries import freelancer_of, memberships_of

SESSION_KEY: Final = "acting_as"
ONESELF: Final = "me"


@dataclass(frozen=True)
class Acting:
    """``memberships`` stand in the order of joining; one of ``membership`` and ``profile`` is acted as, or neither."""

    user: User | None
    memberships: tuple[Membership, ...] = ()
    own_profile: Profile | None = None
    membership: Membership | None = None

    @property
    def organisation(self) -> Organisation | None:
        return self.membership.organisation if self.membership else None

    @property
    def profile(self) -> Profile | None:
        """The own profile, while nobody else is acted for."""
        return None if self.membership else self.own_profile

    @property
    def asks_for_work(self) -> bool:
        return self.organisation is not None and self.organisation.kind in CLIENT_KINDS

    @property
    def offers_work(self) -> bool:
        return self.profile is not None or (self.organisation is not None and self.organisation.kind in OFFERING_KINDS)

    @property
    def key(self) -> str:
        return self.membership.organisation.public_id if self.membership else ONESELF

    @property
    def has_choice(self) -> bool:
        return len(self.memberships) + (self.own_profile is not None) > 1


def acting_of(request: HttpRequest) -> Acting:
    """Read once a request. Whoever has not chosen acts for the organisation they joined first."""
    kept: Acting | None = getattr(request, "_acting", None)
    if kept is None or kept.user != (request.user if request.user.is_authenticated else None):
        kept = _acting(request)
        request._acting = kept  # type: ignore[attr-defined]  # noqa: SLF001 -- kept for this request only
    return kept


def act_as(request: HttpRequest, key: str) -> bool:
    """Remember the choice in the session. False for an organisation somebody is no member of."""
    acting = acting_of(request)
    known = {membership.organisation.public_id for membership in acting.memberships}
    if key not in known and not (key == ONESELF and acting.own_profile is not None):
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
    memberships, profile = tuple(memberships_of(request.user)), freelancer_of(request.user)
    chosen = request.session.get(SESSION_KEY, "")
    by_key = {membership.organisation.public_id: membership for membership in memberships}
    if chosen == ONESELF and profile is not None:
        return Acting(request.user, memberships, profile)
    return Acting(request.user, memberships, profile, by_key.get(chosen) or next(iter(memberships), None))
