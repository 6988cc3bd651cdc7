"""Changing an order that people already read: write, look at what changes, publish."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Reach
from accounts.rules import may_edit_orders
from orders import actions
from orders.approvals import publication_chain
from orders.drafts import content_of
from orders.errors import NotAllowedError, NotChangeableError, NothingChangedError, OrderError
from orders.forms import ChangeForm
from orders.rules import may_change
from orders.versions import between, content_at, gaps_of_change, promised_by, since
from orders.views.answers import own_order, reader
from orders.views.kept import keeps_what_was_sent, kept, writer_mark
from vocabulary.actions import propose_phrases

REFUSED = 422


@keeps_what_was_sent
@require_http_methods(["GET", "HEAD", "POST"])
def order_change(request: HttpRequest, public_id: str) -> HttpResponse:
    order, user = own_order(request, public_id), reader(request)
    if not may_edit_orders(user, order.client, Reach.PUBLISH):
        messages.error(request, str(NotAllowedError.sentence))
        return redirect("orders:detail", order.public_id)
    if request.method == "POST":
        return _handle(request, ChangeForm(request.POST, order=order))
    if (sent := kept(request, order)) is not None:
        messages.warning(request, _("You were signed out. Here is what you wrote; it has not been published."))
        return _form_page(request, ChangeForm(sent, order=order), status=200)
    if not may_change(order, user, now=timezone.now()):
        messages.error(request, str(NotChangeableError.sentence))
        return redirect("orders:detail", order.public_id)
    return _form_page(request, ChangeForm(order=order), status=200)


def _handle(request: HttpRequest, form: ChangeForm) -> HttpResponse:
    is_valid, step = form.is_valid(), request.POST.get("step")
    propose_phrases(form.unknown_skills, by=reader(request).pk)
    if step == "skills":
        return _form_page(request, form.with_added_skills(), status=200)
    if step == "publish" and is_valid:
        return _publish(request, form)
    if is_valid and not form.is_stale and step != "write":
        _check(request, form)
        if not form.errors:
            return _preview(request, form)
    return _form_page(request, form, status=200 if step == "write" and not form.is_stale else REFUSED)


def _check(request: HttpRequest, form: ChangeForm) -> None:
    """Say already now what publishing would refuse."""
    order, now = form.published, timezone.now()
    if not may_change(order, reader(request), now=now):
        form.add_error(None, str(NotChangeableError.sentence))
    elif content_of(form.draft) == content_at(order, order.version):
        form.add_error(None, str(NothingChangedError.sentence))
    else:
        form.add_gaps(gaps_of_change(order, form.draft, reason=form.typed_reason, now=now))


def _publish(request: HttpRequest, form: ChangeForm) -> HttpResponse:
    order, user = form.published, reader(request)
    try:
        actions.publish_change(order, form.draft, base=form.base, reason=form.typed_reason, actor=user)
    except OrderError as refusal:
        # Whoever was faster changed the order: it is read again, what was typed stays.
        form = ChangeForm(request.POST, order=own_order(request, order.public_id))
        form.is_valid()
        form.add_refusal(refusal)
        return _form_page(request, form, status=REFUSED)
    if publication_chain(order):
        messages.success(request, _("Sent for approval. The order stays as it is until everybody has approved."))
        return redirect("orders:detail", order.public_id)
    messages.success(request, _("Published. Everybody who sent a bid has been told what changed."))
    return redirect("orders:detail", order.public_id)


def _preview(request: HttpRequest, form: ChangeForm) -> HttpResponse:
    order = form.published
    context = {
        "order": order,
        "form": form,
        "changes": between(content_at(order, order.version), content_of(form.draft)),
        "waiting_bids": promised_by(order).waiting,
        "writer": writer_mark(reader(request)),
        "chain": publication_chain(order),
    }
    return render(request, "orders/order_change_preview.html", context)


def _form_page(request: HttpRequest, form: ChangeForm, *, status: int) -> HttpResponse:
    """With what somebody else published meanwhile, beside everything that was typed."""
    order = form.published
    context = {
        "order": order,
        "form": form,
        "writer": writer_mark(reader(request)),
        "others": since(order, form.base),
        "is_possible": may_change(order, reader(request), now=timezone.now()),
        "waiting_bids": promised_by(order).waiting,
    }
    return render(request, "orders/order_change.html", context, status=status)
