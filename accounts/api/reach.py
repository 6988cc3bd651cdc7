"""Whose facts a request may read and write beside its person's own: what its person may, narrowed by its token."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.api.callers import Caller
from accounts.lending import people_of
from accounts.models import Organisation, OrganisationKind, Party, PartyKind, PartyQuerySet, Profile
from accounts.queries import profiles_with_everything
from accounts.rules import may_bid_for, may_edit_personnel


def people_for(caller: Caller) -> PartyQuerySet:
    """The people lent by the companies the request acts for."""
    return people_of(caller.user).filter(organisation__in=caller.organisations)


def firms_for(caller: Caller) -> PartyQuerySet:
    """The parties by which the partner firms bid that the request acts for."""
    mine = Party.objects.of_user(caller.user)
    return mine.filter(kind=PartyKind.PARTNER_FIRM, organisation__in=caller.organisations)


def organisation_of_kind(caller: Caller, kind: OrganisationKind, named: str | None = None) -> Organisation:
    """The named one of this kind, else the first the request acts for. Raises Http404 where there is none."""
    fitting = (one for one in caller.organisations if one.kind == kind and named in (None, one.public_id))
    if (found := next(fitting, None)) is None:
        raise Http404
    return found


def edited_profile(caller: Caller, public_id: str) -> Profile:
    """The profile of a firm or a lent person with everything told of it. Raises Http404, PermissionDenied."""
    kept = firms_for(caller) | people_for(caller)
    party = get_object_or_404(kept.select_related("organisation"), public_id=public_id)
    may_edit = may_edit_personnel if party.kind == PartyKind.PERSONNEL else may_bid_for
    if not may_edit(caller.user, party):
        raise PermissionDenied
    return profiles_with_everything([party.pk]).get()
