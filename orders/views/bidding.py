"""A bidder's side: write a bid, follow it, withdraw it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting_of, profile_acted_for
from accounts.models import OFFERING_KINDS, Organisation, OrganisationKind, Party, PartyKind, Profile, User
from accounts.queries import profiles_with_everything
from accounts.rules import may_bid_for, may_edit_profile
from orders import actions
from orders.bridges import lacks_bridge
from orders.errors import OrderError
from orders.forms import BidForm, FirmBidForm
from orders.listing import TO_CONFIRM, bids_of
from orders.models import Bid, Order
from orders.pages import BidderView, bidder_view, lent_people_for
from orders.queries import bids_for_page, contacts_of, past_work_of
from orders.rules import is_bidder, may_award, may_confirm, may_decide, takes_bids
from orders.states import BID_MOVES, BidStatus
from orders.versions import reasons_since, since
from orders.views.answers import carry_out, reader

REFUSED = 422
NO_BRIDGE = gettext_lazy(
    "The order asks for Japanese, and your bid names no bridge engineer who speaks it at that level. The client sees "
    "this; you can still change the bid."
)


@require_safe
def my_bids(request: HttpRequest) -> HttpResponse:
    acting = acting_of(request)
    organisation = acting.organisation
    offering = organisation if organisation is not None and organisation.kind in OFFERING_KINDS else acting.lent_person
    states = [("", _("All")), (TO_CONFIRM, _("To confirm")), *BidStatus.choices]
    state = next((value for value, _label in states if value == request.GET.get("state")), "")
    page = bids_of(reader(request), state, request.GET.get("cursor"), offering)
    context = {"page": page, "now": timezone.now(), "states": states, "state": state}
    return render(request, "orders/bid_mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def bid_write(request: HttpRequest, public_id: str) -> HttpResponse:
    user = reader(request)
    order = get_object_or_404(Order.objects.visible_to(user).for_page(), public_id=public_id)
    if not request.GET.get("party") and (elsewhere := _not_here(request, order)):
        return elsewhere
    profile = _profile_in_address(request) or profile_acted_for(request)
    if profile is None:
        return _without_profile(request)
    view = bidder_view(order, user, now=timezone.now(), profile=profile)
    typed = request.POST if request.method == "POST" else None
    form = _form(order, view, typed)
    if request.method == "POST" and form.is_valid() and not form.is_stale and not form.order_has_changed:
        return _send(request, order, form, view)
    return _form_page(request, order, form, view)


def _not_here(request: HttpRequest, order: Order) -> HttpResponse | None:
    """Where whoever acts as somebody without a bid of their own begins: a lending company chooses one of its people."""
    acting = acting_of(request)
    if acting.organisation is not None and acting.organisation.kind == OrganisationKind.LENDER:
        return _choose_person(request, order, acting.organisation)
    if acting.lent_person is not None:
        messages.info(request, _("Your lending company sends the bids for you."))
        return redirect("orders:detail", order.public_id)
    return None


def _without_profile(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("To send a bid, please create your profile first."))
    return redirect("accounts:welcome")


def _form_page(request: HttpRequest, order: Order, form: BidForm, view: BidderView) -> HttpResponse:
    """With what changed in the order after its reader had it before them, or after the bid was sent."""
    seen = form.seen_version
    if not form.is_bound and view.bid is not None:
        seen = view.bid.order_version
    context = {"order": order, "form": form, "bidder": view, "changes": since(order, seen), "seen": seen}
    return render(request, "orders/bid_form.html", context, status=REFUSED if form.is_bound else 200)


def _form(order: Order, view: BidderView, typed: QueryDict | None) -> BidForm:
    if view.firm is not None:
        return FirmBidForm(typed, order=order, bid=view.bid, firm=view.firm)
    return BidForm(typed, order=order, bid=view.bid, asks_name=view.lacks_name)


def _choose_person(request: HttpRequest, order: Order, lender: Organisation) -> HttpResponse:
    people = lent_people_for(order, lender, now=timezone.now())
    context = {"order": order, "people": people, "is_open": takes_bids(order, now=timezone.now())}
    return render(request, "orders/bid_person.html", context)


def _profile_in_address(request: HttpRequest) -> Profile | None:
    """The firm or lent person for whom the form is; 404 for anybody else's, and for members who only read.

    The address names the party, so that a form that is open stays theirs whatever is acted as in another window.
    """
    if not request.GET.get("party"):
        return None
    offered = Party.objects.exclude(kind=PartyKind.FREELANCER).select_related("organisation")
    party = get_object_or_404(offered, public_id=request.GET["party"])
    if not may_bid_for(reader(request), party):
        raise Http404
    return profiles_with_everything([party.pk]).get()


def _send(request: HttpRequest, order: Order, form: BidForm, view: BidderView) -> HttpResponse:
    """A refusal comes back on the form, with everything that was typed."""
    try:
        bid, done = _sent(order, form, view, actor=reader(request))
    except OrderError as refusal:
        form.add_error(None, str(refusal.sentence))
        now = timezone.now()
        return _form_page(request, order, form, bidder_view(order, reader(request), now=now, profile=view.profile))
    messages.success(request, done)
    if isinstance(form, FirmBidForm) and form.lacks_bridge:
        messages.warning(request, NO_BRIDGE)
    return redirect("orders:bid_detail", bid.public_id)


def _sent(order: Order, form: BidForm, view: BidderView, *, actor: User) -> tuple[Bid, str]:
    """The bid that was changed or sent, and what to say of it."""
    if view.bid is not None and view.bid.status == BidStatus.SUBMITTED:
        bid = actions.edit_bid(view.bid, form.offer, actor=actor, seen_version=form.seen_version)
        return bid, _("Your bid has been changed.")
    bid = actions.submit_bid(
        order,
        form.offer,
        actor=actor,
        party=view.party,
        legal_name=form.cleaned_data.get("legal_name", ""),
        seen_version=form.seen_version,
    )
    return bid, _("Your bid has been sent. You can change it until the deadline.")


@require_safe
def bid_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    bid = get_object_or_404(bids_for_page().visible_to(reader(request)), public_id=public_id)
    context = {"bid": bid, "order": bid.order, "changes": since(bid.order, bid.order_version)}
    context["reasons"] = reasons_since(bid.order, bid.order_version)
    context |= _what_may_be_done(bid, reader(request))
    template = "orders/bid_detail.html#bid" if request.htmx else "orders/bid_detail.html"  # type: ignore[attr-defined]  # HtmxMiddleware
    return render(request, template, context)


def _what_may_be_done(bid: Bid, user: User) -> dict[str, Any]:
    is_own = is_bidder(bid, user)
    return {
        "is_own": is_own,
        # A lent person reads what is offered for them, a viewer what their firm offers; neither changes it.
        "may_change": is_own and may_bid_for(user, bid.party),
        "is_lent_person": bid.party.kind == PartyKind.PERSONNEL and bid.party.user_id == user.pk,
        "lacks_bridge": bid.party.kind == PartyKind.PARTNER_FIRM
        and lacks_bridge(bid.order, bid.party.firm, bid.team.all()),
        "contacts": contacts_of(bid),
        "is_open": takes_bids(bid.order, now=timezone.now()),
        "may_decide": may_decide(bid, user),
        "may_award": may_award(bid, user),
        "may_confirm": may_confirm(bid, user),
        "may_show_work": bid.status == BidStatus.AWARDED and is_own and may_edit_profile(user, bid.party),
        "work": past_work_of(bid, user),
    }


@require_POST
def bid_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    user = reader(request)
    bid = get_object_or_404(bids_for_page().of_user(user), public_id=public_id)
    sent = request.POST.get("order_version", "")
    seen = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 6 else 0
    done = _("Confirmed. The client sees that your bid holds for the order as it now is.")
    carry_out(request, lambda: actions.confirm_bid(bid, seen_version=seen, actor=user), done=done)
    return redirect("orders:bid_detail", bid.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def bid_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    user = reader(request)
    bid = get_object_or_404(bids_for_page().of_user(user), public_id=public_id)
    if request.method == "POST":
        carry_out(request, lambda: actions.withdraw_bid(bid, actor=user), done=_("Your bid is withdrawn."))
        return redirect("orders:bid_detail", bid.public_id)
    possible = BidStatus.WITHDRAWN in BID_MOVES[bid.status]
    return render(request, "orders/bid_withdraw.html", {"bid": bid, "order": bid.order, "possible": possible})
