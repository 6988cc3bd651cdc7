"""How places in a ranking are told; points are tenths of a point (903 is shown as 90.3 on the pages)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.party_serializers import PartySerializer
from accounts.api.profile_serializers import PublicProfileSerializer
from accounts.api.showcase_serializers import ShowcaseSerializer
from orders.api.serializers import OrderLineSerializer


class PartSerializer(serializers.Serializer[Any]):
    """One named part of a score; all parts add up to it."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # every field has a label, this one is called so
    points = serializers.IntegerField()
    maximum = serializers.IntegerField()
    sentences = serializers.ListField(child=serializers.CharField())


class GapSerializer(serializers.Serializer[Any]):
    """What is missing or not known."""

    code = serializers.CharField()
    sentence = serializers.CharField()


class StandingSerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField()
    of = serializers.IntegerField(help_text="How many could do it at all.")
    score = serializers.IntegerField(help_text="In tenths of a point, 0 to 1000.")


class AskedSkillSerializer(serializers.Serializer[Any]):
    """A skill an order asks for, in the profile or not; what proves it besides the profile, empty for a claim."""

    name = serializers.CharField(source="label")  # the reader's language, as in a profile
    is_held = serializers.BooleanField()
    is_must = serializers.BooleanField()
    evidenced_by = serializers.ListField(source="proofs", child=serializers.CharField())


class CandidateLineSerializer(serializers.Serializer[Any]):
    """Somebody ranked for an order, by the name shown until an award."""

    party = serializers.CharField(source="profile.party.public_id")
    kind = serializers.CharField(source="profile.party.kind")
    handle = serializers.CharField(source="profile.party.handle")
    verified = serializers.ListField(
        source="profile.party.verified", child=serializers.CharField(), help_text="Kinds of evidence that count today."
    )
    skills = AskedSkillSerializer(many=True, help_text="What the order asks for.")
    headline = serializers.CharField(source="profile.headline")
    prefecture = serializers.CharField(source="profile.prefecture_id", allow_null=True)
    rate_jpy_hour = serializers.IntegerField(source="profile.rate_jpy_hour", allow_null=True)
    hours_per_week = serializers.IntegerField(source="profile.hours_per_week", allow_null=True)
    standing = StandingSerializer()
    parts = PartSerializer(many=True)
    gaps = GapSerializer(many=True)
    bid = serializers.CharField(source="bid.public_id", allow_null=True, default=None, help_text="Their bid, if any.")


class ExclusionSerializer(serializers.Serializer[Any]):
    """How many people one hard rule kept out."""

    rule = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # every field has a label, this one is called so
    count = serializers.IntegerField()


class CandidatesSerializer(serializers.Serializer[Any]):
    """The ranking of an order: at most the first fifty, who are also shown on its page."""

    order = OrderLineSerializer()
    ranked_at = serializers.DateTimeField(source="ranking.run.created_at", allow_null=True, default=None)
    candidates = CandidateLineSerializer(source="people", many=True)
    exclusions = ExclusionSerializer(many=True)


class CandidateSerializer(serializers.Serializer[Any]):
    """One of them in full; the legal name from an award on."""

    profile = PublicProfileSerializer()
    legal_name = serializers.CharField(allow_null=True)
    standing = StandingSerializer(allow_null=True)
    parts = PartSerializer(many=True)
    gaps = GapSerializer(many=True)


class MatchSerializer(serializers.Serializer[Any]):
    """An open order in whose shown people a party of the caller is."""

    order = OrderLineSerializer()
    party = PartySerializer()
    rank = serializers.IntegerField()
    of = serializers.IntegerField()
    score = serializers.IntegerField()
    parts = PartSerializer(many=True)


class OwnMatchSerializer(serializers.Serializer[Any]):
    """Where a party of the caller stands for one order; else the rule that excludes it, once there is a ranking."""

    order = OrderLineSerializer()
    standing = StandingSerializer(allow_null=True)
    rule = serializers.CharField(allow_null=True)
    sentence = serializers.CharField(allow_blank=True)
    parts = PartSerializer(many=True)
    gaps = GapSerializer(many=True)


class TimesChosenSerializer(serializers.Serializer[Any]):
    """Awards on the platform, the clients who gave them, and those of them who ordered again."""

    awards = serializers.IntegerField()
    clients = serializers.IntegerField()
    again = serializers.IntegerField()


class PartyPageSerializer(serializers.Serializer[Any]):
    """What a party shows of itself, apart from any order; never the legal name."""

    profile = PublicProfileSerializer()
    page = ShowcaseSerializer(help_text="The works shown and the orders wished for.")
    chosen = TimesChosenSerializer()


class GapCostSerializer(serializers.Serializer[Any]):
    """What one unknown costs today."""

    code = serializers.CharField()
    orders = serializers.IntegerField(help_text="In so many rankings it costs points.")
    tenths = serializers.IntegerField(help_text="Tenths of a point, all together.")
    more = serializers.IntegerField(help_text="So many more lists would show the party, with an answer that fits.")


class GapCostsSerializer(serializers.Serializer[Any]):
    """What the unknowns of one's profile cost, over the open orders that rank it."""

    orders = serializers.IntegerField()
    shown = serializers.IntegerField(help_text="In so many it is among those shown.")
    waiting = serializers.IntegerField(help_text="So many are being ranked anew and say nothing at the moment.")
    is_part = serializers.BooleanField(help_text="Whether there was no time to look at all of them.")
    costs = GapCostSerializer(many=True)
