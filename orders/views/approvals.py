"""What waits for approval: the inbox, and the page of one request with everything it is about."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.rules import may_edit_orders
from orders import actions
from orders.approvals import left_behind, may_decide_turn, requests_for_page, waiting_for
from orders.buying import buying_of
from orders.forms.approvals import APPROVE, SEND_BACK, DecisionForm
from orders.models import ApprovalPurpose, ApprovalRequest, Order
from orders.versions import between, content_at
from orders.views.answers import carry_out, reader

REFUSED = 422


@require_safe
def approval_list(request: HttpRequest) -> HttpResponse:
    """What waits for this reader's decision, and what they have asked for lately."""
    user = reader(request)
    asked = requests_for_page().visible_to(user).filter(asked_by=user)[:20]
    context = {"waiting": waiting_for(user).select_related("order__client", "asked_by"), "asked": asked}
    return render(request, "orders/approval_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, public_id: str) -> HttpResponse:
    user = reader(request)
    asked = get_object_or_404(requests_for_page().visible_to(user), public_id=public_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        carry_out(request, _action(asked, form, user), done=_done(form.cleaned_data["step"]))
        return redirect("orders:approval", asked.public_id)
    status = REFUSED if form.is_bound else 200
    return render(request, "orders/approval.html", _facts(asked, user) | {"form": form}, status=status)


def _action(asked: ApprovalRequest, form: DecisionForm, user: User) -> Callable[[], object]:
    step, comment = form.cleaned_data["step"], form.cleaned_data["comment"]
    if step == APPROVE:
        return lambda: actions.approve(asked, comment=comment, actor=user)
    if step == SEND_BACK:
        return lambda: actions.send_back(asked, comment=comment, actor=user)
    return lambda: actions.take_back(asked, actor=user)


def _done(step: str) -> str:
    if step == APPROVE:
        return _("Your approval is recorded.")
    return _("Sent back. Whoever asked has been told.") if step == SEND_BACK else _("Taken back.")


def _facts(asked: ApprovalRequest, user: User) -> dict[str, Any]:
    order = Order.objects.for_page().get(pk=asked.order_id)
    turn, changes = asked.turn, []
    if asked.purpose == ApprovalPurpose.CHANGE:
        changes = between(content_at(order, asked.order_version), asked.content)
    return {
        "request_": asked,
        "order": order,
        "changes": changes,
        "buying": buying_of(order),
        "left_behind": left_behind(asked) if asked.is_waiting else [],
        "may_decide": turn is not None and may_decide_turn(asked, turn, user),
        "may_take_back": asked.is_waiting and may_edit_orders(user, order.client),
    }
