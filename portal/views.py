"""Pages that gather from several apps."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from accounts.acting import acting_of
from accounts.models import User
from portal.queries import company_desk, freelancer_desk, front_page


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/landing.html", {"front": front_page()})


@login_not_required
@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """What browsers ask for where no page names its icon, at Django's own error pages for example."""
    return redirect(static("kakehashi-180.png"))


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for an answer today; somebody who is nobody yet is asked who they are."""
    assert isinstance(request.user, User)
    acting = acting_of(request)
    company = acting.organisation
    freelancer = freelancer_desk(request.user) if acting.profile else None
    if company is None and freelancer is None and not request.user.is_staff:
        return redirect("accounts:welcome")
    desks = {"company": company, "desk": company and company_desk(company), "freelancer": freelancer}
    template = "portal/dashboard.html#desks" if request.htmx else "portal/dashboard.html"  # type: ignore[attr-defined]  # HtmxMiddleware
    return render(request, template, desks)


@login_not_required
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Whether pages can be served: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
