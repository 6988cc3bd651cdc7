"""Writing an order down, looking at it, and the skills its text names."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import replace_url

from accounts.acting import acting_of
from accounts.governments import lacks_chain
from accounts.models import Organisation
from accounts.rules import may_edit_orders
from orders import actions
from orders.approvals import publication_chain
from orders.buying import buying_of
from orders.errors import InApprovalError, NotAllowedError, NotChangeableError, NotEditableError, OrderError
from orders.forms import OrderForm
from orders.models import Order
from orders.rules import may_edit, publication_gaps
from orders.states import OrderStatus
from orders.views.answers import carry_out, own_order, reader
from orders.views.kept import keeps_what_was_sent, kept, writer_mark
from vocabulary.actions import propose_phrases

REFUSED = 422


@keeps_what_was_sent
@require_http_methods(["GET", "HEAD", "POST"])
def order_create(request: HttpRequest) -> HttpResponse:
    organisation = _client_of(request)
    if organisation is None:
        messages.info(request, _("To post an order, please register your organisation first."))
        return redirect("accounts:welcome")
    if not may_edit_orders(reader(request), organisation):
        messages.error(request, str(NotAllowedError.sentence))
        return redirect("orders:mine")
    if request.method == "POST":
        return _handle(request, OrderForm(request.POST, order=_draft_of(request), client=organisation))
    if (sent := kept(request, None)) is not None:
        return _form_page(
            request, OrderForm(sent, order=_draft_of(request, sent.get("draft")), client=organisation), is_kept=True
        )
    initial = {"prefecture": organisation.prefecture_id, "municipality": organisation.municipality_id}
    return _form_page(request, OrderForm(client=organisation, initial=initial))


def _client_of(request: HttpRequest) -> Organisation | None:
    """For whom a new order is: whom its page was opened for, also after another role was taken in another window."""
    acting = acting_of(request)
    begun_for = {one.organisation.public_id: one.organisation for one in acting.memberships}
    begun_for |= {one.client.public_id: one.client for one in acting.mandates}
    return begun_for.get(request.POST.get("client", "")) or acting.organisation


def _draft_of(request: HttpRequest, public_id: str | None = None) -> Order | None:
    """The draft that a form of a new order has become by saving itself."""
    drafts = Order.objects.owned_by(reader(request)).filter(status=OrderStatus.DRAFT).for_page()
    return drafts.filter(public_id=public_id or request.POST.get("draft", "")).first()


@keeps_what_was_sent
@require_http_methods(["GET", "HEAD", "POST"])
def order_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    order = own_order(request, public_id)
    if not may_edit(order, reader(request)):
        return _no_draft(request, order)
    if request.method == "POST":
        return _handle(request, OrderForm(request.POST, order=order))
    if (sent := kept(request, order)) is not None:
        return _form_page(request, OrderForm(sent, order=order), is_kept=True)
    form, gaps = OrderForm(order=order), publication_gaps(order, now=timezone.now())
    if "check" in request.GET:
        form.show_gaps(gaps)
    else:
        form.show_misfits(gaps)
    return _form_page(request, form)


def _no_draft(request: HttpRequest, order: Order) -> HttpResponse:
    """An open order has a form of its own; what was sent to the draft it had been is not published unseen."""
    if order.status == OrderStatus.OPEN and request.method != "POST":
        return redirect("orders:change", order.public_id)
    refusals = {OrderStatus.DRAFT: NotAllowedError, OrderStatus.OPEN: NotEditableError}
    refusals |= {OrderStatus.IN_APPROVAL: InApprovalError}
    refusal = refusals.get(OrderStatus(order.status), NotChangeableError)
    messages.error(request, str(refusal.sentence))
    return redirect("orders:detail", order.public_id)


def _handle(request: HttpRequest, form: OrderForm) -> HttpResponse:
    """Save, go on to the preview, or only show the form again with the skills its text names."""
    is_valid, step = form.is_valid(), request.POST.get("step")
    if step == "autosave":
        return _save_by_itself(request, form)
    propose_phrases(form.unknown_skills, by=reader(request).pk, beside=request.POST.get("title", ""))
    if step == "skills":
        return _form_page(request, form.with_added_skills())
    try:
        saved = _save(request, form) if is_valid else None
    except OrderError as refusal:
        form.add_error(None, str(refusal.sentence))
        saved = None
    return _form_page(request, form, status=REFUSED) if saved is None else _after_saving(request, saved)


def _save_by_itself(request: HttpRequest, form: OrderForm) -> HttpResponse:
    """Everything that is right so far; says when, and what is not among it. Without a title there is no draft yet."""
    context = {"form": form, "saved_at": timezone.now(), "refusal": None}
    address = ""
    if "title" not in form.errors:
        try:
            saved = _save(request, form)
        except OrderError as refusal:
            context["refusal"] = refusal.sentence
        else:
            address = reverse("orders:edit", args=[saved.public_id])
    answer = render(request, "orders/order_form_saved.html", context)
    return replace_url(answer, address) if address else answer


def _after_saving(request: HttpRequest, order: Order) -> HttpResponse:
    if request.POST.get("step") != "preview":
        messages.success(request, _("The draft is saved. You can go on at any time; nobody else sees it yet."))
    elif OrderForm(order=order).show_misfits(publication_gaps(order, now=timezone.now())):
        messages.warning(request, _("The draft is saved. Something in it does not fit yet; it is marked below."))
    else:
        return redirect("orders:preview", order.public_id)
    return redirect("orders:edit", order.public_id)


def _save(request: HttpRequest, form: OrderForm) -> Order:
    actor = reader(request)
    if form.order is not None:
        return actions.save_draft(form.order, form.draft, actor=actor)
    organisation = _client_of(request)
    assert organisation is not None
    return actions.create_draft(organisation, form.draft, actor=actor, public_id=form.draft_id)


def _form_page(request: HttpRequest, form: OrderForm, *, status: int = 200, is_kept: bool = False) -> HttpResponse:
    if is_kept:
        messages.warning(request, _("You were signed out. Here is what you wrote; please save it now."))
    context = {"form": form, "order": form.order, "writer": writer_mark(reader(request)), "client": _client_of(request)}
    return render(request, "orders/order_form.html", context, status=status)


@require_POST
def order_copy(request: HttpRequest, public_id: str) -> HttpResponse:
    order = own_order(request, public_id)
    copies: list[Order] = []
    done = _("This is a new draft with the same content. Nothing has changed in the other order.")
    if carry_out(request, lambda: copies.append(actions.copy_order(order, actor=reader(request))), done=done):
        return redirect("orders:edit", copies[0].public_id)
    return redirect("orders:detail", order.public_id)


@require_safe
def order_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    order = own_order(request, public_id)
    gaps = publication_gaps(order, now=timezone.now())
    may = may_edit(order, reader(request))
    context = {
        "order": order,
        "gaps": gaps,
        "may_edit": may,
        "is_preview": True,
        "chain": publication_chain(order),
        "lacks_chain": lacks_chain(order.client),
        "buying": buying_of(order),
    }
    return render(request, "orders/order_preview.html", context)


@require_POST
def suggest_skills(request: HttpRequest) -> HttpResponse:
    """The chips for a text being typed, or with a skill added by name; keeps every choice already made."""
    form = OrderForm(request.POST)
    if "add" not in request.GET:
        return render(request, "orders/order_form.html#skills", {"form": form})
    form.is_valid()
    propose_phrases(form.unknown_skills, by=reader(request).pk, beside=request.POST.get("title", ""))
    return render(request, "orders/order_form.html#board", {"form": form.with_added_skills()})
