"""Whom one keeps away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.acting import acting_of
from accounts.models import Block, BlockSide, Organisation, Party
from accounts.views.readers import reader_of


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    made = Block.objects.made_for(_speaker(request)).select_related("organisation", "party")
    return render(request, "accounts/block_list.html", {"blocks": made})


@require_POST
def block_make(request: HttpRequest, subject: str, public_id: str) -> HttpResponse:
    """An organisation keeps a party away, a party an organisation."""
    speaker, user = _speaker(request), reader_of(request)
    if isinstance(speaker, Organisation) and subject == BlockSide.PARTY:
        party = get_object_or_404(Party, public_id=public_id)
        actions.block(speaker, party, side=BlockSide.ORGANISATION, actor=user)
    elif isinstance(speaker, Party) and subject == BlockSide.ORGANISATION:
        organisation = get_object_or_404(Organisation, public_id=public_id)
        actions.block(organisation, speaker, side=BlockSide.PARTY, actor=user)
    else:
        raise Http404
    messages.success(request, _("Blocked. You do not see each other in rankings any more."))
    return redirect("accounts:blocks")


@require_POST
def block_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    made = Block.objects.made_for(_speaker(request)).select_related("organisation", "party")
    actions.unblock(get_object_or_404(made, public_id=public_id), actor=reader_of(request))
    messages.success(request, _("The block is removed."))
    return redirect("accounts:blocks")


def _speaker(request: HttpRequest) -> Organisation | Party:
    acting = acting_of(request)
    if acting.organisation is not None:
        return acting.organisation
    if acting.own_profile is not None:
        return acting.own_profile.party
    raise Http404
