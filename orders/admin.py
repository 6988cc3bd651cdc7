"""Administrators read orders and bids; what happens to them happens through the pages and actions."""

from django.contrib import admin

from common.admin import ReadOnly
from orders.models import Award, Bid, BidEvent, Order, OrderEvent, OrderLanguage, OrderSkill


class SkillInline(ReadOnly, admin.TabularInline[OrderSkill, Order]):
    model = OrderSkill


class LanguageInline(ReadOnly, admin.TabularInline[OrderLanguage, Order]):
    model = OrderLanguage


class OrderEventInline(ReadOnly, admin.TabularInline[OrderEvent, Order]):
    model = OrderEvent


class BidEventInline(ReadOnly, admin.TabularInline[BidEvent, Bid]):
    model = BidEvent


@admin.register(Order)
class OrderAdmin(ReadOnly, admin.ModelAdmin[Order]):
    list_display = ["title", "client", "status", "published_at", "bids_close_at", "positions", "awarded_count"]
    list_filter = ["status", "remote", "prefecture"]
    list_select_related = ["client"]
    search_fields = ["title", "public_id", "client__name"]
    date_hierarchy = "published_at"
    exclude = ["search_terms"]
    inlines = [SkillInline, LanguageInline, OrderEventInline]


@admin.register(Bid)
class BidAdmin(ReadOnly, admin.ModelAdmin[Bid]):
    list_display = ["public_id", "order", "party", "status", "submitted_at", "decided_at"]
    list_filter = ["status", "decline_reason"]
    list_select_related = ["order", "party"]
    search_fields = ["public_id", "order__title", "party__handle"]
    inlines = [BidEventInline]


@admin.register(Award)
class AwardAdmin(ReadOnly, admin.ModelAdmin[Award]):
    list_display = ["public_id", "order", "bid", "awarded_by", "awarded_at"]
    list_select_related = ["order", "bid", "awarded_by"]
    search_fields = ["public_id", "order__title"]
