"""Pages that gather from several apps."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import acting_of
from accounts.actions import request_deletion
from accounts.forms.contact import DeletionForm
from accounts.models import User
from accounts.queries import open_deletion_of
from common.reader import language_of_reader
from portal.desks.choice import desks_of
from portal.my_data import data_about
from portal.queries import front_page


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    reader = request.user if isinstance(request.user, User) else None
    return render(request, "portal/landing.html", {"front": front_page(reader)})


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
    desks = desks_of(acting_of(request), request.user)
    if not desks:
        return redirect("accounts:welcome")
    template = "portal/dashboard.html#desks" if request.htmx else "portal/dashboard.html"  # type: ignore[attr-defined]  # HtmxMiddleware
    return render(request, template, {"desks": desks})


@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """What is stored about the reader, and the wish to have it deleted."""
    assert isinstance(request.user, User)
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request_deletion(request.user, text=form.cleaned_data["reason"], language=language_of_reader())
        messages.success(request, _("Your request has arrived. We answer by e-mail before anything is deleted."))
        return redirect("portal:my_data")
    context = {"form": form, "waiting": open_deletion_of(request.user), "operator": settings.OPERATOR}
    return render(request, "portal/my_data.html", context, status=422 if form.errors else 200)


@require_safe
def my_data_download(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    told = json.dumps(data_about(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    named = {"Content-Disposition": 'attachment; filename="kakehashi-my-data.json"'}
    return HttpResponse(told, content_type="application/json; charset=utf-8", headers=named)


@login_not_required
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Whether pages can be served: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
