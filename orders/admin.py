"""Administrators read orders and bids; what happens to them happens through the pages and actions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.admin import ReadOnly, linked
from orders.models import (
    ApprovalRequest,
    ApprovalTurn,
    Award,
    Bid,
    BidEvent,
    Order,
    OrderEvent,
    OrderLanguage,
    OrderSkill,
    OrderVersion,
)
from orders.models.bids import BidQuerySet


class SkillInline(ReadOnly, admin.TabularInline[OrderSkill, Order]):
    model = OrderSkill


class LanguageInline(ReadOnly, admin.TabularInline[OrderLanguage, Order]):
    model = OrderLanguage


class OrderEventInline(ReadOnly, admin.TabularInline[OrderEvent, Order]):
    model = OrderEvent


class VersionInline(ReadOnly, admin.TabularInline[OrderVersion, Order]):
    model = OrderVersion
    show_change_link = True
    fields = ["number", "published_at", "published_by", "reason", "changed"]


class BidEventInline(ReadOnly, admin.TabularInline[BidEvent, Bid]):
    model = BidEvent


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin[Order]):
    its_client = linked("client", _("company"))
    list_display = ["title", "its_client", "status", "version", "published_at", "bids_close_at", "positions"]
    list_filter = ["status", "remote", "prefecture"]
    list_select_related = ["client"]
    search_fields = ["title", "public_id", "client__name"]
    date_hierarchy = "published_at"
    exclude = ["search_terms"]
    inlines = [SkillInline, LanguageInline, VersionInline, OrderEventInline]
    readonly_fields = ["rankings"]

    def view_on_site(self, order: Order) -> str:
        return reverse("orders:detail", args=[order.public_id])

    @admin.display(description=_("Rankings"))
    def rankings(self, order: Order) -> SafeString:
        """Two links: what was computed, and what the company sees."""
        runs = f"{reverse('admin:matching_matchrun_changelist')}?q={order.public_id}"
        shown = reverse("matching:candidates", args=[order.public_id])
        return format_html('<a href="{}">{}</a> / <a href="{}">{}</a>', runs, _("All runs"), shown, _("On the site"))


@admin.register(Bid)
class BidAdmin(ReadOnly, admin.ModelAdmin[Bid]):
    its_order = linked("order", _("order"))
    its_party = linked("party", _("party"))
    date_hierarchy = "submitted_at"
    list_display = ["public_id", "its_order", "its_party", "status", "order_version", "submitted_at", "decided_at"]
    list_filter = ["status", "decline_reason"]
    list_select_related = ["order", "party"]
    search_fields = [
        "public_id",
        "order__title",
        "order__public_id",
        "party__handle",
        "party__profile__legal_name",
        "party__user__email",
    ]
    inlines = [BidEventInline]

    def get_queryset(self, request: HttpRequest) -> BidQuerySet:
        """Sealed bids are nobody's to read but their bidder's, an administrator's as little as the client's."""
        return Bid.objects.contents_visible()

    def view_on_site(self, bid: Bid) -> str:
        return reverse("orders:detail", args=[bid.order.public_id])


@admin.register(Award)
class AwardAdmin(ReadOnly, admin.ModelAdmin[Award]):
    its_order = linked("order", _("order"))
    its_bid = linked("bid", _("bid"))
    its_giver = linked("awarded_by", _("awarded by"))
    date_hierarchy = "awarded_at"
    list_filter = ["awarded_at"]
    list_display = ["public_id", "its_order", "its_bid", "its_giver", "awarded_at"]
    list_select_related = ["order", "bid__order", "bid__party", "awarded_by"]
    search_fields = ["public_id", "order__title", "order__public_id", "bid__party__handle"]


@admin.register(OrderVersion)
class OrderVersionAdmin(ReadOnly, admin.ModelAdmin[OrderVersion]):
    its_order = linked("order", _("order"))
    its_publisher = linked("published_by", _("published by"))
    date_hierarchy = "published_at"
    list_display = ["its_order", "number", "published_at", "its_publisher", "reason"]
    list_filter = ["published_at"]
    list_select_related = ["order", "published_by"]
    search_fields = ["order__title", "order__public_id", "order__client__name", "reason"]
    ordering = ["-published_at"]


class TurnInline(ReadOnly, admin.TabularInline[ApprovalTurn, ApprovalRequest]):
    model = ApprovalTurn
    its_approver = linked("approver", _("who approves"))
    readonly_fields = ["position", "title", "its_approver", "decision", "comment", "decided_at"]
    fields = ("position", "title", "its_approver", "decision", "comment", "decided_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("approver")


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(ReadOnly, admin.ModelAdmin[ApprovalRequest]):
    its_order = linked("order", _("order"))
    its_client = linked("order__client", _("organisation"), order="order__client__name")
    its_asker = linked("asked_by", pgettext_lazy("approval", "asked by"))
    date_hierarchy = "asked_at"
    list_display = ["public_id", "purpose", "its_order", "its_client", "status", "its_asker", "asked_at", "ended_at"]
    list_filter = ["status", "purpose"]
    list_select_related = ["order__client", "asked_by"]
    search_fields = ["public_id", "order__title", "order__public_id", "order__client__name", "asked_by__email"]
    # Proposed bids have been opened; they are read on their own pages.
    exclude = ["bids"]
    inlines = [TurnInline]


@admin.register(ApprovalTurn)
class ApprovalTurnAdmin(ReadOnly, admin.ModelAdmin[ApprovalTurn]):
    its_request = linked("request", _("request"))
    its_approver = linked("approver", _("who approves"))
    date_hierarchy = "decided_at"
    list_display = ["its_request", "position", "title", "its_approver", "decision", "decided_at"]
    list_filter = ["decision", "request__purpose"]
    list_select_related = ["request__order", "approver"]
    search_fields = ["title", "approver__email", "request__public_id", "request__order__title"]
    ordering = ["-request__asked_at", "position"]
