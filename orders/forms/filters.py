"""What a reader of the public list may narrow it by. Wrong values are said and then ignored."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import PartyKind
from common.forms import CleanCharField, YenField
from common.reader import reads_japanese
from orders.listing import OPEN, ORDERINGS, PAST, OrderFilters
from orders.models import BudgetUnit, Opening, RemoteShare
from orders.words import LONGEST_QUERY
from vocabulary.models import SkillCategory
from vocabulary.places import load_places
from vocabulary.queries import prefecture_choices, skill_choices

SORTS = [
    ("newest", _("Newest first")),
    ("deadline", _("Closing soonest first")),
    ("budget", _("Highest budget first")),
]


WHENS = [(OPEN, _("Open orders")), (PAST, _("Past orders"))]
NO_CONDITIONS = ("when", "sort")


class FilterForm(forms.Form):
    when = forms.ChoiceField(label=_("Orders"), required=False, choices=WHENS, widget=forms.HiddenInput)
    q = CleanCharField(
        label=_("Words"), required=False, max_length=LONGEST_QUERY, widget=forms.TextInput(attrs={"type": "search"})
    )
    block = forms.ChoiceField(label=_("Part of Japan"), required=False)
    prefecture = forms.ChoiceField(label=_("Prefecture"), required=False)
    remote = forms.ChoiceField(label=_("Place of work"), required=False, choices=[("", _("Any")), *RemoteShare.choices])
    category = forms.ChoiceField(label=_("Kind of work"), required=False)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    budget = YenField(label=_("Budget at least (yen)"), required=False)
    unit = forms.ChoiceField(label=_("Budget is"), required=False, choices=[("", _("Any")), *BudgetUnit.choices])
    kind = forms.ChoiceField(label=_("Who may answer"), required=False, choices=[("", _("Any")), *PartyKind.choices])
    opening = forms.ChoiceField(
        label=_("When bids are read"), required=False, choices=[("", _("Any")), *Opening.choices]
    )
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        anything = ("", _("Any"))
        offered: dict[str, Iterable[tuple[str, Any]]] = {
            "block": _blocks(),
            "prefecture": prefecture_choices(),
            "category": [(category.slug, category.label) for category in SkillCategory.objects.all()],
            "skill": skill_choices(),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [anything, *choices]
        self._offer_sorts()

    def _offer_sorts(self) -> None:
        """A past order has no deadline to sort by."""
        field = self.fields["sort"]
        assert isinstance(field, forms.ChoiceField)
        orderings = ORDERINGS[PAST if self.is_past else OPEN]
        field.choices = [(value, label) for value, label in SORTS if value in orderings]

    @property
    def is_past(self) -> bool:
        """Whether past orders are looked at: those that take bids otherwise, whatever was typed."""
        return self.data.get("when") == PAST

    @property
    def tabs(self) -> list[tuple[str, Any, bool]]:
        """(query string, label, is it this one) of the open and the past orders, with the same conditions."""
        return [(self._query_with(when), label, (when == PAST) == self.is_past) for when, label in WHENS]

    @property
    def filters(self) -> OrderFilters:
        """What was entered correctly."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return replace(OrderFilters(), **wanted)

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """Each filter in force as (the query string without it, label, value as shown)."""
        self.is_valid()
        return [
            (self._query_without(name), str(self.fields[name].label), self._shown(name, value))
            for name, value in self.cleaned_data.items()
            if value not in ("", None) and name not in NO_CONDITIONS
        ]

    @property
    def more_is_used(self) -> bool:
        """Whether one of the filters that are folded away is in use or was refused."""
        return any(self.data.get(name) for name in ("block", "category", "skill", "budget", "unit", "kind", "opening"))

    @property
    def everything(self) -> str:
        """The query string of the same orders without any condition."""
        return f"when={PAST}" if self.is_past else ""

    def _query_without(self, name: str) -> str:
        return self._query(gone=(name, "cursor"))

    def _query_with(self, when: str) -> str:
        return self._query(gone=("when", "cursor"), when=when if when != OPEN else "")

    def _query(self, gone: Iterable[str], **changes: str) -> str:
        assert isinstance(self.data, QueryDict)
        changed = self.data.copy()
        for name in gone:
            changed.pop(name, None)
        changed.update({name: value for name, value in changes.items() if value})
        return changed.urlencode()

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return f"{value:,}" if isinstance(value, int) else str(value)
        flat: dict[str, Any] = {}
        for key, label in cast("Iterable[tuple[Any, Any]]", field.choices):
            flat |= dict(label) if isinstance(label, list | tuple) else {key: label}
        return str(flat.get(value, value))


def _blocks() -> list[tuple[str, str]]:
    in_japanese = reads_japanese()
    return [(area.slug, area.name_ja if in_japanese else area.name_en) for area in load_places().blocks.values()]
