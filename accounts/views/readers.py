"""Who is reading, and what is theirs; 404 for everybody else."""

from django.http import Http404, HttpRequest, QueryDict

from accounts.acting import acting_of
from accounts.models import Membership, Profile, User
from accounts.queries import profile_for_page


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


def own_profile(request: HttpRequest) -> Profile:
    profile = acting_of(request).own_profile
    if profile is None:
        raise Http404
    return profile


def own_profile_for_page(request: HttpRequest) -> Profile:
    profile = profile_for_page(reader_of(request))
    if profile is None:
        raise Http404
    return profile
