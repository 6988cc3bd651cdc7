"""Telling the administrators that something is wrong with an order or a bid."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import report_subject
from accounts.errors import TooManyReportsError
from accounts.forms.moderation import ReportForm
from accounts.models import SubjectKind, User
from accounts.reported import Subject
from orders.models import Bid, Order


@require_http_methods(["GET", "HEAD", "POST"])
def order_report(request: HttpRequest, public_id: str) -> HttpResponse:
    assert isinstance(request.user, User)
    orders = Order.objects.visible_to(request.user).published().select_related("client")
    order = get_object_or_404(orders, public_id=public_id)
    path = reverse("orders:detail", args=[order.public_id])
    return _report(request, Subject(SubjectKind.ORDER, order.public_id, order.title, path, order.client))


@require_http_methods(["GET", "HEAD", "POST"])
def bid_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """For those who may read the bid: its client."""
    assert isinstance(request.user, User)
    bids = Bid.objects.visible_to(request.user).select_related("party", "order")
    bid = get_object_or_404(bids, public_id=public_id)
    path = reverse("orders:detail", args=[bid.order.public_id])
    return _report(request, Subject(SubjectKind.BID, bid.public_id, bid.order.title, path, bid.party))


def _report(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_reported(request, subject, form):
        messages.success(request, _("Thank you. Administrators will look at it."))
        return redirect(subject.path)
    status = 422 if form.errors else 200
    return render(request, "accounts/report_form.html", {"form": form, "subject": subject}, status=status)


def _is_reported(request: HttpRequest, subject: Subject, form: ReportForm) -> bool:
    """Whether it is; else the form says why not."""
    assert isinstance(request.user, User)
    try:
        report_subject(subject, **form.cleaned_data, reporter=request.user)
    except TooManyReportsError:
        form.add_error(None, _("You have reported a lot today. Please go on tomorrow, or write to the contact page."))
    except PermissionDenied:
        form.add_error(None, _("This is your own. You can change it yourself."))
    return form.is_valid()
