"""How a request for approval is told, and what is sent to decide it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from common.api.fields import TextField
from orders.models import ApprovalPurpose, ApprovalRequest, Decision
from orders.models.approvals import LONGEST_COMMENT
from orders.states import ApprovalStatus


class ApprovalOrderSerializer(serializers.Serializer[Any]):
    """The order it is about."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    organisation = serializers.CharField(source="client.public_id")


class ApprovalTurnSerializer(serializers.Serializer[Any]):
    """One seat of the chain as it was when approval was asked for."""

    office = serializers.CharField(source="title")
    approver = serializers.CharField(source="approver.full_name", default="", help_text="The name, where one is given.")
    decision = serializers.ChoiceField(choices=Decision.choices, allow_blank=True, help_text="Empty: not decided.")
    comment = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ApprovalSerializer(serializers.Serializer[Any]):
    """Context: ``user`` is the person, ``deciding_for`` the ids of the organisations whose seats they can hold."""

    id = serializers.CharField(source="public_id")
    order = ApprovalOrderSerializer()
    purpose = serializers.ChoiceField(choices=ApprovalPurpose.choices)
    status = serializers.ChoiceField(choices=ApprovalStatus.choices)
    asked_by = serializers.CharField(source="asked_by.full_name", default="")
    asked_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    ended_note = serializers.CharField(help_text="Why the platform sent it back: it had become impossible.")
    order_version = serializers.IntegerField(help_text="The version of the order it was asked for.")
    bids = serializers.SerializerMethodField(help_text="Of an award: the ids of the bids that are proposed.")
    turns = ApprovalTurnSerializer(many=True)
    is_my_turn = serializers.SerializerMethodField(help_text="Whether the caller decides next.")

    def get_bids(self, request: ApprovalRequest) -> list[str]:
        return [bid.public_id for bid in request.bids.all()]

    def get_is_my_turn(self, request: ApprovalRequest) -> bool:
        turn = request.turn
        is_mine = turn is not None and turn.approver_id == self.context["user"].pk
        return is_mine and request.order.client_id in self.context["deciding_for"]


class ApprovingSerializer(serializers.Serializer[Any]):
    comment = TextField(
        max_length=LONGEST_COMMENT, allow_blank=True, required=False, default="", help_text="Members can read it."
    )


class SendingBackSerializer(serializers.Serializer[Any]):
    comment = TextField(max_length=LONGEST_COMMENT, help_text="What should be changed.")
