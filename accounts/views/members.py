"""Who acts for the company: the list, roles and invitations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    InvitationEndedError,
    LastOwnerError,
    TooManyInvitationsError,
)
from accounts.forms.company import InvitationForm, RoleForm
from accounts.models import Membership
from accounts.queries import invitations_of, members_of
from accounts.rules import may_manage_members
from accounts.views.readers import own_membership, reader_of, typed_in
from accounts.views.welcome import status_of
from common.site import site_address

LAST_OWNER = gettext_lazy("An organisation needs at least one owner. Please make somebody else an owner first.")
ENDED = gettext_lazy("This invitation was answered or taken back in the meantime.")
REFUSALS = {
    AlreadyMemberError: gettext_lazy("This person is a member already."),
    AlreadyInvitedError: gettext_lazy(
        "An invitation to this address is waiting for its answer. You can send it again below."
    ),
    TooManyInvitationsError: gettext_lazy("Twenty invitations were sent within a day. Please continue tomorrow."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(typed_in(request))
    if request.method == "POST" and _invited(request, form):
        messages.success(request, _("The invitation to %(email)s is on its way.") % form.cleaned_data)
        return redirect("accounts:members")
    own = own_membership(request)
    manages = may_manage_members(reader_of(request), own.organisation)
    rows = [(member, RoleForm(initial={"role": member.role})) for member in members_of(own.organisation)]
    context = {"own": own, "rows": rows, "form": form, "may_manage": manages}
    context["invitations"] = invitations_of(own.organisation) if manages else []
    return render(request, "accounts/member_list.html", context, status=status_of(form))


@require_POST
def member_role(request: HttpRequest, public_id: str) -> HttpResponse:
    member, form = _colleague(request, public_id), RoleForm(request.POST)
    try:
        if form.is_valid():
            actions.change_role(member, role=form.cleaned_data["role"], actor=reader_of(request))
            messages.success(request, _("The role is changed."))
        else:
            messages.error(request, _("Please choose a role from the list."))
    except LastOwnerError:
        messages.error(request, LAST_OWNER)
    return redirect("accounts:members")


@require_POST
def member_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove a colleague, or leave when it is oneself."""
    member, user = _colleague(request, public_id), reader_of(request)
    try:
        actions.remove_member(member, actor=user)
    except LastOwnerError:
        messages.error(request, LAST_OWNER)
        return redirect("accounts:members")
    if member.user_id == user.pk:
        messages.success(request, _("You have left %(company)s.") % {"company": member.organisation.name})
        return redirect("portal:dashboard")
    messages.success(request, _("The person is no longer a member."))
    return redirect("accounts:members")


@require_POST
def invitation_resend(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = get_object_or_404(own_membership(request).organisation.invitations, public_id=public_id)
    try:
        actions.resend_invitation(invitation, actor=reader_of(request), site=site_address())
        messages.success(request, _("A new link is on its way; the earlier one no longer works."))
    except InvitationEndedError:
        messages.error(request, ENDED)
    except TooManyInvitationsError as error:
        messages.error(request, REFUSALS[type(error)])
    return redirect("accounts:members")


@require_POST
def invitation_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = get_object_or_404(own_membership(request).organisation.invitations, public_id=public_id)
    try:
        actions.revoke_invitation(invitation, actor=reader_of(request))
        messages.success(request, _("The invitation is taken back; its link no longer works."))
    except InvitationEndedError:
        messages.error(request, ENDED)
    return redirect("accounts:members")


def _colleague(request: HttpRequest, public_id: str) -> Membership:
    memberships = Membership.objects.select_related("organisation")
    return get_object_or_404(memberships, organisation=own_membership(request).organisation, public_id=public_id)


def _invited(request: HttpRequest, form: InvitationForm) -> bool:
    """Whether an invitation went out; otherwise the form says why."""
    user, organisation = reader_of(request), own_membership(request).organisation
    if not may_manage_members(user, organisation):
        raise PermissionDenied
    if not form.is_valid():
        return False
    try:
        actions.invite_member(organisation, actor=user, site=site_address(), **form.cleaned_data)
    except (AlreadyMemberError, AlreadyInvitedError, TooManyInvitationsError) as error:
        form.add_error("email", REFUSALS[type(error)])
    return form.is_valid()
