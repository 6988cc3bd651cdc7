"""Who is reading, and what is theirs; 404 for everybody else."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.acting import acting_of
from accounts.lending import people_of
from accounts.models import Membership, Party, PartyKind, Profile, User
from accounts.queries import profile_for_page, profiles_with_everything
from accounts.rules import may_bid_for, may_edit_personnel


def typed_in(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form, be it nothing at all; None when its page is only opened."""
    return request.POST if request.method == "POST" else None


def reader_of(request: HttpRequest) -> User:
    """The signed-in user; the login middleware has turned everybody else away."""
    assert isinstance(request.user, User)
    return request.user


def own_membership(request: HttpRequest) -> Membership:
    """The membership somebody acts by at the moment."""
    membership = acting_of(request).membership
    if membership is None:
        raise Http404
    return membership


def person_in_address(request: HttpRequest) -> str:
    """The public id of the lent person or firm whose profile an address is about; empty for one's own."""
    match = request.resolver_match
    return str(match.kwargs.get("party", "")) if match else ""


def address_of(request: HttpRequest, name: str) -> str:
    """The address of this name for the profile the request is about: one's own, or a lent person's or firm's."""
    party = person_in_address(request)
    return reverse(f"accounts:person_{name}", args=[party]) if party else reverse(f"accounts:{name}")


def lent_party(request: HttpRequest) -> Party:
    """The lent person in the address, for whoever keeps the company's list; 404 for everybody else."""
    people = people_of(reader_of(request)).filter(public_id=person_in_address(request))
    return get_object_or_404(people.select_related("personnel", "profile", "organisation"))


def _edited_party(request: HttpRequest) -> Party:
    user = reader_of(request)
    firms = Party.objects.of_user(user).filter(kind=PartyKind.PARTNER_FIRM, public_id=person_in_address(request))
    firm = firms.select_related("profile", "organisation").first()
    party = firm or lent_party(request)
    if not (may_bid_for(user, party) if firm else may_edit_personnel(user, party)):
        raise PermissionDenied
    return party


def own_profile(request: HttpRequest) -> Profile:
    """The profile somebody edits: their own, or that of the lent person or firm in the address."""
    if person_in_address(request):
        return _edited_party(request).profile
    profile = acting_of(request).own_profile
    if profile is None:
        raise Http404
    return profile


def own_profile_for_page(request: HttpRequest) -> Profile:
    if person_in_address(request):
        return profiles_with_everything([_edited_party(request).pk]).get()
    profile = profile_for_page(reader_of(request))
    if profile is None:
        raise Http404
    return profile
