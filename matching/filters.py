"""What administrators narrow the list of runs by. Wrong values are said beside their field and then ignored."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from common.forms import CleanCharField, DayField
from common.ids import is_public_id
from common.japan import JAPAN
from matching.models import Judgement, MatchRun
from orders.models import Order
from orders.words import LONGEST_QUERY, term_numbers, word_terms

if TYPE_CHECKING:
    import datetime as dates

    from django.db.models import QuerySet

# Enough for every run of a company's orders; more words find fewer.
MOST_ORDERS = 200

WHICH = [
    ("current", _("Shown now")),
    ("nobody", _("Nobody is eligible")),
    ("unjudged", _("Shown now, not judged yet")),
]
DURATIONS = [("0.5", _("0.5 seconds or more")), ("2", _("2 seconds or more")), ("10", _("10 seconds or more"))]


class _Words(django_filters.CharFilter):
    field_class = CleanCharField


class _Day(django_filters.DateFilter):
    field_class = DayField


class RunFilter(django_filters.FilterSet):
    q = _Words(method="of_order", label=_("Order (words or id)"), max_length=LONGEST_QUERY)
    which = django_filters.ChoiceFilter(method="which_runs", label=_("Runs"), choices=WHICH, empty_label=_("All"))
    made_from = _Day(method="from_day", label=_("Made from"))
    made_until = _Day(method="until_day", label=_("Made until"))
    seconds = django_filters.ChoiceFilter(
        field_name="seconds", lookup_expr="gte", label=_("Time taken"), choices=DURATIONS, empty_label=_("Any")
    )

    class Meta:
        model = MatchRun
        fields: list[str] = []

    def of_order(self, runs: QuerySet[MatchRun], _name: str, words: str) -> QuerySet[MatchRun]:
        """By the id of the order, or by words found in it; the orders are looked up first, by their own index."""
        if is_public_id(words):
            return runs.filter(order__public_id=words)
        terms = term_numbers(word_terms(words))
        if not terms:
            return runs.none()
        orders = Order.objects.saying(terms).order_by("-pk").values_list("pk", flat=True)
        return runs.filter(order__in=list(orders[:MOST_ORDERS]))

    def which_runs(self, runs: QuerySet[MatchRun], _name: str, which: str) -> QuerySet[MatchRun]:
        return which_runs(runs, which)

    def from_day(self, runs: QuerySet[MatchRun], _name: str, day: dates.date) -> QuerySet[MatchRun]:
        return runs.filter(created_at__gte=datetime.combine(day, time(), tzinfo=JAPAN))

    def until_day(self, runs: QuerySet[MatchRun], _name: str, day: dates.date) -> QuerySet[MatchRun]:
        return runs.filter(created_at__lt=datetime.combine(day + timedelta(days=1), time(), tzinfo=JAPAN))


def which_runs(runs: QuerySet[MatchRun], which: str) -> QuerySet[MatchRun]:
    """Narrow runs by one of WHICH."""
    current = runs.filter(slate__is_current=True)
    if which == "nobody":
        return current.filter(eligible=0)
    if which == "unjudged":
        judged = Judgement.objects.filter(order=OuterRef("order"), order_version=OuterRef("order_version"))
        return current.filter(~Exists(judged), eligible__gt=0)
    return current
