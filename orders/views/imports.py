"""The orders out of one file: what each still lacks, and one form that completes them all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import DataImport, User
from orders import actions
from orders.drafts import Completed
from orders.errors import OrderError
from orders.forms.imports import CompletionForm
from orders.imported import has_governments, has_unclaimed_clients
from orders.pages import imported_orders


@require_http_methods(["GET", "HEAD", "POST"])
def order_imported(request: HttpRequest, public_id: str) -> HttpResponse:
    assert isinstance(request.user, User)
    imports = DataImport.objects.visible_to(request.user).select_related("owner")
    data_import = get_object_or_404(imports, public_id=public_id, kind="orders")
    form = CompletionForm(
        request.POST if request.method == "POST" else None,
        has_governments=has_governments(data_import),
        asks_to_vouch=request.user.is_staff and has_unclaimed_clients(data_import),
    )
    if request.method == "POST" and form.is_valid():
        _complete(request, data_import, form, request.user)
        return redirect("orders:imported", public_id)
    context = {"data_import": data_import, "page": imported_orders(data_import), "form": form}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "orders/order_imported.html", context, status=status)


def _complete(request: HttpRequest, data_import: DataImport, form: CompletionForm, actor: User) -> None:
    try:
        completed = actions.complete_and_publish(data_import, form.defaults, actor=actor)
    except OrderError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _done(completed))


def _done(completed: Completed) -> str:
    published, asked = completed.published, completed.in_approval
    said = ngettext("%(number)s order was published.", "%(number)s orders were published.", published)
    if not asked:
        return said % {"number": published}
    waits = ngettext("%(number)s waits for approval.", "%(number)s wait for approval.", asked)
    return f"{said % {'number': published}} {waits % {'number': asked}}"
