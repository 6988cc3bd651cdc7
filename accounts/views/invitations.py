"""What an invited person sees."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.errors import InvitationEndedError
from accounts.invitations import invitation_by_token, masked, situation_of
from accounts.models import Invitation
from accounts.queries import invitations_for
from accounts.views.readers import reader_of

STATUSES = {"unknown": 404, "ended": 410, "other": 403}


@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mailed link; it also explains itself to people it is not meant for."""
    found = invitation_by_token(token)
    situation = situation_of(found, request.user)
    if situation == "accepted":
        return redirect("accounts:organisation")
    context = {"invitation": found, "situation": situation, "masked": masked(found.email) if found else ""}
    return render(request, "accounts/invitation_detail.html", context, status=STATUSES.get(situation, 200))


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Seats that wait for the signed-in reader."""
    return render(request, "accounts/invitation_list.html", {"invitations": invitations_for(reader_of(request))})


@require_POST
def invitation_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    user = reader_of(request)
    addressed = Invitation.objects.filter(email__iexact=user.email).select_related("organisation")
    found = get_object_or_404(addressed, public_id=public_id)
    try:
        actions.accept_invitation(found, user=user)
    except InvitationEndedError:
        messages.error(request, _("This invitation was already used, taken back, or ran out."))
        return redirect("accounts:invitations")
    messages.success(request, _("Welcome to %(company)s.") % {"company": found.organisation.name})
    return redirect("accounts:organisation")
