"""Who asks: a person in their browser, or a program with a token."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request

from accounts.models import ApiToken, Mandate, Organisation, Party, Reach, Role, User
from accounts.queries import organisations_of, roles_of
from common.ids import is_public_id


class NotPersonalError(PermissionDenied):
    """The address is about a person; the token acts for an organisation."""

    default_code = "personal_token_needed"
    default_detail = _("This address is about a person; the token acts for an organisation.")


@dataclass(frozen=True)
class Caller:
    """``token`` is None for somebody signed in to the pages."""

    user: User
    token: ApiToken | None

    @property
    def organisations(self) -> list[Organisation]:
        """Those the request acts for: the token's one, none for a personal token, all of somebody signed in."""
        if self.token is None:
            return list(organisations_of(self.user))
        return [self.token.organisation] if self.token.organisation else []

    def mandates(self, reach: str = Reach.DRAFT) -> QuerySet[Mandate]:
        """Those that the request's organisations hold and that reach this far."""
        live = Mandate.objects.live(reach).filter(support__in=self.organisations)
        return live.select_related("client").order_by("client__name", "pk")

    def clients(self, reach: str = Reach.DRAFT) -> QuerySet[Organisation]:
        """Whose orders the request is about: its own organisations, and those that gave them a mandate."""
        own = Q(pk__in=[organisation.pk for organisation in self.organisations])
        return Organisation.objects.filter(own | Q(pk__in=self.mandates(reach).order_by().values("client")))

    def client(self, named: str | None) -> Organisation | None:
        """The one that is named by its id, else the request's first organisation; None for one it does not act for."""
        if not named:
            return self.organisations[0] if self.organisations else None
        return self.clients().filter(public_id=named).first() if is_public_id(named) else None

    def may_edit(self) -> dict[int, bool]:
        """Id of each client → whether the person's role allows to write there; a mandate's reach is another matter."""
        writes = (Role.OWNER, Role.EDITOR)
        mine = {pk: role in writes for pk, role in roles_of(self.user, self.organisations).items()}
        for mandate in self.mandates():
            mine[mandate.client_id] = mine.get(mandate.client_id, False) or mine[mandate.support_id]
        return mine

    @property
    def parties(self) -> QuerySet[Party]:
        """Those the request bids for: the organisation's, the person's own, or all of somebody signed in."""
        mine = Party.objects.of_user(self.user)
        if self.token is None:
            return mine
        if self.token.organisation_id is not None:
            return mine.filter(organisation=self.token.organisation_id)
        return mine.filter(user=self.user)

    @property
    def is_personal(self) -> bool:
        """Whether the request may be about the person: their bids, profile, matches and notices."""
        return self.token is None or self.token.organisation_id is None


def caller_of(request: Request) -> Caller:
    """Raises NotAuthenticated for a stranger."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return Caller(request.user, request.auth if isinstance(request.auth, ApiToken) else None)


def known_caller(request: Request) -> Caller | None:
    """None for a stranger, where strangers may read."""
    return caller_of(request) if isinstance(request.user, User) else None


def person_of(request: Request) -> User:
    """The person the request is about. Raises NotPersonalError for a token that acts for an organisation."""
    caller = caller_of(request)
    if not caller.is_personal:
        raise NotPersonalError
    return caller.user
