"""After the first sign-in: ask for work, offer work, or both."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.errors import HandleTakenError
from accounts.forms.company import NewCompanyForm
from accounts.forms.people import TAKEN, FreelancerForm
from accounts.queries import free_handles, freelancer_of, invitations_for, organisation_of
from accounts.views.readers import reader_of, typed_in


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    context = {
        "organisation": organisation_of(user),
        "freelancer": freelancer_of(user),
        "invitations": invitations_for(user),
    }
    return render(request, "accounts/welcome.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def company_create(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    if organisation_of(user) is not None:
        return redirect("accounts:organisation")
    form = NewCompanyForm(typed_in(request), initial={"full_name": user.full_name})
    if request.method == "POST" and form.is_valid():
        actions.create_organisation(user, **form.cleaned_data)
        messages.success(request, _("Your company is registered. Next, describe what troubles you."))
        return redirect("portal:dashboard")
    return render(request, "accounts/company_create.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def freelancer_create(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    if freelancer_of(user) is not None:
        return redirect("accounts:profile")
    suggestions = free_handles(4)
    typed = request.GET.get("handle", "")
    form = FreelancerForm(typed_in(request), initial={"handle": typed or suggestions[0]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_freelancer(user, handle=form.cleaned_data["handle"])
        except HandleTakenError:
            form.add_error("handle", TAKEN)
        else:
            return redirect("accounts:profile")
    context = {"form": form, "suggestions": suggestions[1:]}
    return render(request, "accounts/freelancer_create.html", context, status=status_of(form))


def status_of(*forms: object) -> int:
    """422 for a page that shows what must be corrected."""
    return 422 if any(getattr(form, "errors", None) for form in forms) else 200
