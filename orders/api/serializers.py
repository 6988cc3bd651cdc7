"""How an order is told, and what of it can be sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import PublicOrganisationSerializer, with_fitting_town
from accounts.models.profiles import HOURS_IN_WEEK
from common.api.fields import CalendarDayField, CodeField, LineField, TextField, YenField
from common.ids import LENGTH
from orders.drafts import DRAFT_FIELDS, OrderDraft, WantedLanguage, WantedSkill
from orders.forms.skills import MOST_SKILLS
from orders.models import BudgetUnit, Order, OrderLanguage, OrderSkill, OrderVersion, RemoteShare
from orders.models.orders import MOST_POSITIONS, MOST_WEEKS
from vocabulary.languages import LANGUAGES, NATIVE
from vocabulary.models import Municipality, Prefecture
from vocabulary.queries import concept_index

MOST_LANGUAGES = 10
UNKNOWN_SKILL = _("We do not know this skill. Please choose one from the list of skills.")
NAMED_TWICE = _("This is named twice.")
BAND_REVERSED = _("“Up to” must not be less than “from”.")


class WantedSkillSerializer(serializers.ModelSerializer[OrderSkill]):
    skill = serializers.SlugField(source="skill.slug")
    name = serializers.CharField(source="skill.label")

    class Meta:
        model = OrderSkill
        fields = ("skill", "name", "is_must")


class WantedLanguageSerializer(serializers.ModelSerializer[OrderLanguage]):
    class Meta:
        model = OrderLanguage
        fields = ("language", "level", "is_must")


class OwnFactsSerializer(serializers.Serializer[Any]):
    """What only the order's own organisation is told."""

    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    waiting_bids = serializers.IntegerField(help_text="Bids that wait for an answer.")
    may_edit = serializers.BooleanField(help_text="Whether the caller's role allows to change the order.")


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order as anybody may read it; ``own`` is there for its organisation alone."""

    id = serializers.CharField(source="public_id")
    prefecture = serializers.CharField(source="prefecture_id", allow_null=True)
    municipality = serializers.CharField(source="municipality_id", allow_null=True)
    place = serializers.CharField(source="place_label", help_text="In the reader's language; empty when not stated.")
    remote = serializers.ChoiceField(choices=RemoteShare.choices, allow_blank=True)
    deadline = serializers.DateField(
        source="last_bidding_day", allow_null=True, help_text="Bids are taken until the end of this day in Japan."
    )
    company = PublicOrganisationSerializer(source="client")
    skills = WantedSkillSerializer(many=True)
    languages = WantedLanguageSerializer(many=True)
    own = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = (
            "id", "status", "version", "title", "problem", "wanted_outcome", "budget_min_yen", "budget_max_yen",
            "budget_unit", "hours_per_week", "duration_weeks", "ending_terms", "prefecture", "municipality", "place",
            "remote", "start_on", "deadline", "bids_close_at", "positions", "awarded_count", "wanted_kinds", "opening",
            "published_at", "ended_at", "company", "skills", "languages", "own",
        )  # fmt: skip

    @extend_schema_field(OwnFactsSerializer(allow_null=True))
    def get_own(self, order: Order) -> dict[str, Any] | None:
        """Context: ``may_edit`` is organisation → whether the caller may write, where the request acts for it."""
        may_edit: bool | None = self.context["may_edit"].get(order.client_id)
        if may_edit is None:
            return None
        facts = {
            "created_at": order.created_at,
            "updated_at": order.updated_at,
            "waiting_bids": getattr(order, "waiting_bids", 0),
            "may_edit": may_edit,
        }
        return dict(OwnFactsSerializer(facts).data)


class OrderLineSerializer(serializers.ModelSerializer[Order]):
    """An order where something else is told about it."""

    id = serializers.CharField(source="public_id")
    company = serializers.CharField(source="client.name")

    class Meta:
        model = Order
        fields = ("id", "title", "status", "company")


class VersionSerializer(serializers.ModelSerializer[OrderVersion]):
    """One published version of an order."""

    class Meta:
        model = OrderVersion
        fields = ("number", "published_at", "reason", "changed", "content")


class SkillWishSerializer(serializers.Serializer[Any]):
    skill = LineField(max_length=80, help_text="Its id, or its name in Japanese or English.")
    is_must = serializers.BooleanField(default=False)

    def validate_skill(self, named: str) -> str:
        slug = concept_index().resolve(named)
        if slug is None:
            raise serializers.ValidationError(UNKNOWN_SKILL, "unknown")
        return slug


class LanguageWishSerializer(serializers.Serializer[Any]):
    language = serializers.ChoiceField(choices=[(code, known.name_en) for code, known in LANGUAGES.items()])
    level = serializers.IntegerField(min_value=1, max_value=NATIVE)
    is_must = serializers.BooleanField(default=False)


class DraftSerializer(serializers.Serializer[Any]):
    """The content of a draft. Only the title is needed at first; publishing asks for the rest."""

    title = LineField(max_length=120)
    problem = TextField(max_length=8000, allow_blank=True, required=False)
    wanted_outcome = TextField(max_length=4000, allow_blank=True, required=False)
    budget_min_yen = YenField(allow_null=True, required=False)
    budget_max_yen = YenField(allow_null=True, required=False)
    budget_unit = serializers.ChoiceField(choices=BudgetUnit.choices, required=False)
    hours_per_week = serializers.IntegerField(min_value=1, max_value=HOURS_IN_WEEK, allow_null=True, required=False)
    duration_weeks = serializers.IntegerField(min_value=1, max_value=MOST_WEEKS, allow_null=True, required=False)
    ending_terms = TextField(max_length=1000, allow_blank=True, required=False)
    prefecture = CodeField(queryset=Prefecture.objects.all(), allow_null=True, required=False)
    municipality = CodeField(queryset=Municipality.objects.all(), allow_null=True, required=False)
    remote = serializers.ChoiceField(choices=RemoteShare.choices, allow_blank=True, required=False)
    start_on = CalendarDayField(allow_null=True, required=False)
    deadline = CalendarDayField(allow_null=True, required=False, help_text="The last day for bids, in Japan.")
    positions = serializers.IntegerField(min_value=1, max_value=MOST_POSITIONS, required=False)
    skills = SkillWishSerializer(many=True, required=False, max_length=MOST_SKILLS)  # type: ignore[call-arg]  # of the list
    languages = LanguageWishSerializer(many=True, required=False, max_length=MOST_LANGUAGES)  # type: ignore[call-arg]  # of the list

    def validate_skills(self, wishes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _each_once(wishes, "skill")

    def validate_languages(self, wishes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _each_once(wishes, "language")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = with_fitting_town(attrs, self.instance)
        lowest = attrs.get("budget_min_yen", getattr(self.instance, "budget_min_yen", None))
        highest = attrs.get("budget_max_yen", getattr(self.instance, "budget_max_yen", None))
        if lowest is not None and highest is not None and lowest > highest:
            raise serializers.ValidationError({"budget_max_yen": BAND_REVERSED}, "reversed")
        return attrs


class NewDraftSerializer(DraftSerializer):
    client = serializers.CharField(
        max_length=LENGTH,
        required=False,
        help_text="Id of the organisation that orders, where the caller acts for several or by mandate.",
    )


class DraftChangeSerializer(DraftSerializer):
    """What is to be different in a draft; a list that is sent takes the place of the whole list."""

    title = LineField(max_length=120, required=False)


class OrderChangeSerializer(DraftChangeSerializer):
    """What is to be different in a published order."""

    version = serializers.IntegerField(min_value=1, help_text="The version the change was written on.")
    reason = TextField(max_length=500, allow_blank=True, required=False, default="", help_text="Told to the bidders.")


def empty_draft() -> OrderDraft:
    return OrderDraft({name: getattr(Order(), name) for name in DRAFT_FIELDS})


def merged(draft: OrderDraft, sent: dict[str, Any]) -> OrderDraft:
    """What was sent, in the place of what a draft says so far."""
    places = {f"{name}_id": sent[name].pk if sent[name] else None for name in PLACES if name in sent}
    details = {name: value for name, value in sent.items() if name in draft.details}
    skills, languages = draft.skills, draft.languages
    if "skills" in sent:
        skills = tuple(WantedSkill(wish["skill"], is_must=wish["is_must"]) for wish in sent["skills"])
    if "languages" in sent:
        languages = tuple(
            WantedLanguage(wish["language"], wish["level"], is_must=wish["is_must"]) for wish in sent["languages"]
        )
    deadline = sent.get("deadline", draft.deadline)
    return OrderDraft({**draft.details, **details, **places}, skills, languages, deadline)


PLACES = ("prefecture", "municipality")


def _each_once(wishes: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    if len({wish[key] for wish in wishes}) < len(wishes):
        raise serializers.ValidationError(NAMED_TWICE, "twice")
    return wishes
