"""Which desks stand on a dashboard: by whom one acts for."""

from accounts.acting import Acting
from accounts.models import CLIENT_KINDS, Organisation, OrganisationKind, User
from portal.desks.administrator import AdministratorDesk, administrator_desk
from portal.desks.client import ClientDesk, client_desk
from portal.desks.firm import FirmDesk, firm_desk
from portal.desks.freelancer import FreelancerDesk, freelancer_desk
from portal.desks.lender import LenderDesk, lender_desk
from portal.desks.lent_person import LentPersonDesk, lent_person_desk
from portal.desks.support import SupportDesk, support_desk

type Desk = ClientDesk | FreelancerDesk | FirmDesk | LenderDesk | LentPersonDesk | SupportDesk | AdministratorDesk


def desks_of(acting: Acting, user: User) -> list[Desk]:
    """The desk of the organisation or person acted for. An administrator who acts for nobody has the administrators'
    desk. Empty for whoever is nobody yet.
    """
    found: list[Desk | None] = []
    if acting.organisation is not None:
        found.append(_of_organisation(acting, acting.organisation, user))
    elif acting.profile is not None:
        found.append(freelancer_desk(user))
    elif acting.lent_person is not None:
        found.append(lent_person_desk(acting.lent_person, user))
    desks = [desk for desk in found if desk is not None]
    return desks or ([administrator_desk(user)] if user.is_staff else [])


def _of_organisation(acting: Acting, organisation: Organisation, user: User) -> Desk | None:
    if organisation.kind in CLIENT_KINDS:
        return client_desk(acting, organisation, user)
    if organisation.kind == OrganisationKind.LENDER:
        return lender_desk(organisation, user)
    if organisation.kind == OrganisationKind.PARTNER_FIRM:
        return firm_desk(organisation, user)
    return support_desk(organisation, user)
