"""How a bid is told to either side, and what of it can be sent."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import FirmRole, Party
from accounts.models.firms import HOURS_IN_WEEK
from accounts.queries import evidenced_skills
from common.api.fields import CalendarDayField, LineField, TextField, YenField
from common.contacts import names_a_contact
from common.ids import LENGTH
from common.japan import today_in_japan
from orders.api.serializers import OrderLineSerializer
from orders.models import Bid
from orders.models.bids import LOWEST_PRICE
from orders.queries import contacts_of
from orders.states import CHOSEN_REASONS, BidStatus, DeclineReason

CONTACT_IN_PLAN = _("Please take out telephone numbers and e-mail addresses. Both sides see them after an award.")
MOST_NAMED = 50
PAST_DAY = _("This day is in the past. Please enter today or later.")


class BidderSerializer(serializers.Serializer[Any]):
    """Who bids, by the name shown until an award."""

    id = serializers.CharField(source="public_id")
    kind = serializers.CharField()
    handle = serializers.CharField()
    verified = serializers.ListField(child=serializers.CharField(), help_text="Kinds of evidence that count today.")
    evidenced_skills = serializers.SerializerMethodField(
        help_text="Ids of the skills that more than the bidder's own word proves."
    )

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_evidenced_skills(self, party: Party) -> list[str]:
        return list(evidenced_skills([party.profile])[party.profile.pk])


class ContactsSerializer(serializers.Serializer[Any]):
    """Who is who, once awarded."""

    legal_name = serializers.CharField()
    bidder_email = serializers.CharField()
    company = serializers.CharField()
    member_name = serializers.CharField()
    member_email = serializers.CharField()


class BidMemberSerializer(serializers.Serializer[Any]):
    """Somebody of a firm's team, as they were when the bid was sent."""

    name = serializers.CharField()
    role = serializers.ChoiceField(choices=FirmRole.choices)
    is_bridge = serializers.BooleanField()
    hours_per_week = serializers.IntegerField(allow_null=True)
    country = serializers.CharField(help_text="ISO 3166-1.")


class BidLineSerializer(serializers.ModelSerializer[Bid]):
    """A bid as its bidder and the order's organisation see it; of a withdrawn bid the latter reads no content."""

    id = serializers.CharField(source="public_id")
    order = OrderLineSerializer()
    bidder = BidderSerializer(source="party")
    is_own = serializers.SerializerMethodField(help_text="Whether the caller is the bidder.")
    unit = serializers.CharField(source="order.budget_unit", help_text="What the price is for.")
    price_yen = serializers.IntegerField(allow_null=True, help_text="Without consumption tax.")
    plan = serializers.CharField(allow_null=True)
    start_on = serializers.DateField(allow_null=True)
    decline_reason = serializers.ChoiceField(choices=DeclineReason.choices, allow_blank=True)
    needs_confirmation = serializers.BooleanField(help_text="Whether the order was changed after the bid.")

    class Meta:
        model = Bid
        fields = (
            "id", "order", "bidder", "is_own", "status", "price_yen", "unit", "plan", "start_on", "submitted_at",
            "changed_at", "decided_at", "decline_reason", "decline_note", "order_version", "needs_confirmation",
        )  # fmt: skip

    def get_is_own(self, bid: Bid) -> bool:
        """Context: ``own_parties`` are the ids of the parties the request acts for."""
        return bid.party_id in self.context["own_parties"]

    def to_representation(self, instance: Bid) -> dict[str, Any]:
        told: dict[str, Any] = super().to_representation(instance)
        if instance.status == BidStatus.WITHDRAWN and not told["is_own"]:
            told |= dict.fromkeys(("price_yen", "plan", "start_on"))
        return told


class BidSerializer(BidLineSerializer):
    """With everything, once it is looked at alone."""

    contacts = serializers.SerializerMethodField()
    team = BidMemberSerializer(many=True, help_text="Whom a firm names; nobody for everybody else.")

    class Meta(BidLineSerializer.Meta):
        fields = (*BidLineSerializer.Meta.fields, "team", "contacts")  # type: ignore[assignment]  # one more of them

    @extend_schema_field(ContactsSerializer(allow_null=True))
    def get_contacts(self, bid: Bid) -> dict[str, Any] | None:
        contacts = contacts_of(bid)
        return dict(ContactsSerializer(contacts).data) if contacts else None

    def to_representation(self, instance: Bid) -> dict[str, Any]:
        told = super().to_representation(instance)
        if instance.status == BidStatus.WITHDRAWN and not told["is_own"]:
            told["team"] = []
        return told


class NamedMemberSerializer(serializers.Serializer[Any]):
    """Somebody a firm names in its bid."""

    member = serializers.CharField(max_length=LENGTH, help_text="An id out of the firm's team.")
    hours_per_week = serializers.IntegerField(
        min_value=1, max_value=HOURS_IN_WEEK, required=False, allow_null=True, help_text="For this order."
    )


class OfferSerializer(serializers.Serializer[Any]):
    """The content of a bid."""

    price_yen = YenField(min_value=LOWEST_PRICE, help_text="In the order's unit, without consumption tax.")
    plan = TextField(max_length=4000, help_text="Without names and contacts: both sides see them after an award.")
    start_on = CalendarDayField(help_text="The first day on which the work can begin.")
    team = serializers.ListField(
        child=NamedMemberSerializer(),
        max_length=MOST_NAMED,
        required=False,
        help_text="Only of partner firms, which must name somebody; left out, a bid that was sent keeps its team.",
    )
    order_version = serializers.IntegerField(
        min_value=1, required=False, help_text="The version of the order that was read; the newest by default."
    )

    def validate_plan(self, plan: str) -> str:
        if names_a_contact(plan):
            raise serializers.ValidationError(CONTACT_IN_PLAN, "contact")
        return plan

    def validate_start_on(self, day: datetime.date) -> datetime.date:
        if day < today_in_japan():
            raise serializers.ValidationError(PAST_DAY, "past")
        return day


class NewBidSerializer(OfferSerializer):
    party = serializers.CharField(
        max_length=LENGTH, required=False, help_text="Who bids, of those the caller acts for; the person by default."
    )
    legal_name = LineField(
        max_length=100, required=False, help_text="Needed once, if the profile has none. Shown after an award only."
    )


class SeenSerializer(serializers.Serializer[Any]):
    order_version = serializers.IntegerField(min_value=1, help_text="The version of the order that was read.")


class AwardSerializer(serializers.Serializer[Any]):
    reason = TextField(
        max_length=500,
        allow_blank=True,
        required=False,
        default="",
        help_text="Needed where a local government has fewer bids than it wants quotes. Only members can read it.",
    )


class AnswerSerializer(serializers.Serializer[Any]):
    """Why a bid is declined."""

    reason = serializers.ChoiceField(choices=[(reason.value, reason.label) for reason in CHOSEN_REASONS])
    note = TextField(max_length=500, allow_blank=True, required=False, default="")
