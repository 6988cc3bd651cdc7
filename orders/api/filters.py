"""What lists of orders and bids can be narrowed by: the same as on the pages."""

from __future__ import annotations

from dataclasses import replace

from django.forms import NumberInput
from django_filters import rest_framework as filters
from django_filters.utils import translate_validation

from accounts.models import PartyKind
from common.forms import YEN_MAXIMUM
from orders.approvals import waiting_for
from orders.listing import OPEN, PAST, OrderFilters
from orders.models import ApprovalPurpose, BudgetUnit, Opening, RemoteShare
from orders.models.approvals import ApprovalRequestQuerySet
from orders.states import ApprovalStatus, BidStatus, OrderStatus
from orders.words import LONGEST_QUERY
from vocabulary.places import load_places

LONGEST_NAME = 60


def _prefectures() -> list[tuple[str, str]]:
    return [(code, place.name_en) for code, place in load_places().prefectures.items()]


def _blocks() -> list[tuple[str, str]]:
    return [(slug, area.name_en) for slug, area in load_places().blocks.items()]


class OrderFilter(filters.FilterSet):
    """The public list is found as a whole, as on the page: these only say by what it is narrowed."""

    when = filters.ChoiceFilter(choices=((OPEN, "Takes bids"), (PAST, "No longer takes bids")))
    q = filters.CharFilter(max_length=LONGEST_QUERY, help_text="Words, in any order.")
    prefecture = filters.ChoiceFilter(choices=_prefectures(), help_text="Two digits, 01 to 47.")
    block = filters.ChoiceFilter(choices=_blocks(), help_text="A part of the country.")
    remote = filters.ChoiceFilter(choices=RemoteShare.choices)
    skill = filters.CharFilter(max_length=LONGEST_NAME, help_text="The id of a skill.")
    category = filters.CharFilter(max_length=LONGEST_NAME, help_text="The id of a category of skills.")
    budget = filters.NumberFilter(
        min_value=0, max_value=YEN_MAXIMUM, decimal_places=0, widget=NumberInput, help_text="At least so many yen."
    )
    unit = filters.ChoiceFilter(choices=BudgetUnit.choices, help_text="What the budget is for.")
    kind = filters.ChoiceFilter(choices=PartyKind.choices, help_text="Orders that parties of this kind may answer.")
    opening = filters.ChoiceFilter(choices=Opening.choices, help_text="When bids are read.")

    @property
    def wanted(self) -> OrderFilters:
        """What was asked. Raises ValidationError."""
        if not self.is_valid():
            raise translate_validation(self.errors)
        given = {name: value for name, value in self.form.cleaned_data.items() if value not in ("", None)}
        return replace(OrderFilters(), **given)


class OwnOrderFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=OrderStatus.choices)


class ApprovalFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=ApprovalStatus.choices)
    purpose = filters.ChoiceFilter(choices=ApprovalPurpose.choices)
    order = filters.CharFilter(field_name="order__public_id", max_length=12, help_text="The id of an order.")
    my_turn = filters.BooleanFilter(method="of_caller", help_text="Those the caller decides next, or the others.")

    def of_caller(
        self,
        requests: ApprovalRequestQuerySet,
        _name: str,
        is_mine: bool,  # noqa: FBT001 -- django-filter's signature
    ) -> ApprovalRequestQuerySet:
        mine = waiting_for(self.request.user).values("pk")
        return requests.filter(pk__in=mine) if is_mine else requests.exclude(pk__in=mine)


class BidFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=BidStatus.choices)
    order = filters.CharFilter(field_name="order__public_id", max_length=12, help_text="The id of an order.")
