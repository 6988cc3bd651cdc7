"""Writing an order down, looking at it, and the skills its text names."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries import organisation_of
from accounts.rules import may_edit_orders
from orders import actions
from orders.errors import NotAllowedError, OrderError
from orders.forms import OrderForm
from orders.models import Order
from orders.rules import may_edit, publication_gaps
from orders.views.answers import own_order, reader
from vocabulary.actions import propose_phrases

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def order_create(request: HttpRequest) -> HttpResponse:
    organisation = organisation_of(reader(request))
    if organisation is None:
        messages.info(request, _("To post an order, please register your company first."))
        return redirect("accounts:welcome")
    if not may_edit_orders(reader(request), organisation):
        messages.error(request, str(NotAllowedError.sentence))
        return redirect("orders:mine")
    if request.method != "POST":
        initial = {"prefecture": organisation.prefecture_id, "municipality": organisation.municipality_id}
        return _form_page(request, OrderForm(initial=initial))
    return _handle(request, OrderForm(request.POST), None)


@require_http_methods(["GET", "HEAD", "POST"])
def order_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    order = own_order(request, public_id)
    if not may_edit(order, reader(request)):
        messages.error(request, _("This order can no longer be changed, or your role does not allow it."))
        return redirect("orders:detail", order.public_id)
    if request.method == "POST":
        return _handle(request, OrderForm(request.POST, order=order), order)
    form = OrderForm(order=order)
    if "check" in request.GET:
        form.show_gaps(publication_gaps(order, now=timezone.now()))
    return _form_page(request, form, order=order)


def _handle(request: HttpRequest, form: OrderForm, order: Order | None) -> HttpResponse:
    """Save, go on to the preview, or only show the form again with the skills its text names."""
    is_valid = form.is_valid()
    propose_phrases(form.unknown_skills, by=reader(request).pk)
    if request.POST.get("step") == "skills":
        return _form_page(request, form.with_added_skills(), order=order)
    try:
        saved = _save(request, form, order) if is_valid else None
    except OrderError as refusal:
        form.add_error(None, str(refusal.sentence))
        saved = None
    if saved is None:
        return _form_page(request, form, order=order, status=REFUSED)
    return _after_saving(request, saved)


def _after_saving(request: HttpRequest, order: Order) -> HttpResponse:
    if request.POST.get("step") == "preview":
        return redirect("orders:preview", order.public_id)
    messages.success(request, _("The draft is saved. You can go on at any time; nobody else sees it yet."))
    return redirect("orders:edit", order.public_id)


def _save(request: HttpRequest, form: OrderForm, order: Order | None) -> Order:
    actor = reader(request)
    if order is not None:
        return actions.save_draft(order, form.draft, actor=actor)
    organisation = organisation_of(actor)
    assert organisation is not None
    return actions.create_draft(organisation, form.draft, actor=actor)


def _form_page(request: HttpRequest, form: OrderForm, *, order: Order | None = None, status: int = 200) -> HttpResponse:
    return render(request, "orders/order_form.html", {"form": form, "order": order}, status=status)


@require_safe
def order_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    order = own_order(request, public_id)
    gaps = publication_gaps(order, now=timezone.now())
    may = may_edit(order, reader(request))
    return render(request, "orders/order_preview.html", {"order": order, "gaps": gaps, "may_edit": may})


@require_POST
def suggest_skills(request: HttpRequest) -> HttpResponse:
    """The chips for a text being typed, or with a skill added by name; keeps every choice already made."""
    form = OrderForm(request.POST)
    if "add" not in request.GET:
        return render(request, "orders/order_form.html#skills", {"form": form})
    form.is_valid()
    propose_phrases(form.unknown_skills, by=reader(request).pk)
    return render(request, "orders/order_form.html#board", {"form": form.with_added_skills()})
