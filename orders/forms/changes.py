"""The same form as for a draft, for an order that people already read: what becomes its next version, and why."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.forms import CleanCharField
from orders.errors import Gap, OrderError, OrderIncompleteError, OtherVersionError
from orders.forms.orders import OrderForm
from orders.models import Order
from orders.models.versions import LONGEST_REASON


class ChangeForm(OrderForm):
    """``order`` is the published order as it is now; ``base`` the version that whoever typed had before them."""

    reason = CleanCharField(
        label=_("Why you change it"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence that everybody can read. Needed when you lower the budget after bids."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, order: Order, **options: Any) -> None:
        super().__init__(data, order=order, **options)
        self.published = order

    @property
    def base(self) -> int:
        """The version the typed content started from; anything that is no version counts as the newest."""
        sent = str(self.data.get("base", ""))
        is_number = sent.isascii() and sent.isdecimal() and len(sent) < 6
        return int(sent) if is_number and 0 < int(sent) < self.published.version else self.published.version

    @property
    def is_stale(self) -> bool:
        return self.base != self.published.version

    @property
    def typed_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))

    def add_gaps(self, gaps: list[Gap]) -> None:
        for gap in gaps:
            self.add_error(gap.field if gap.field in self.fields else None, str(gap.sentence))

    def add_refusal(self, refusal: OrderError) -> None:
        """Beside the fields where it is about fields; another version is told by the page, with its differences."""
        if isinstance(refusal, OrderIncompleteError):
            self.add_gaps(list(refusal.gaps))
        elif not isinstance(refusal, OtherVersionError):
            self.add_error(None, str(refusal.sentence))

    def entries(self) -> Iterator[tuple[str, str]]:
        """Everything that was typed and chosen, for the hidden fields of the preview."""
        for name in self.data:
            if (name in self.fields and name != "skill_new") or name.startswith("language-"):
                for value in self._sent(name):
                    yield name, str(value)
        for chip in self.chips:
            yield chip.name, chip.value

    def _sent(self, name: str) -> list[Any]:
        if isinstance(self.data, QueryDict):
            return self.data.getlist(name)
        value = self.data[name]
        return list(value) if isinstance(value, list | tuple) else [value]


class CompareForm(forms.Form):
    """Which two versions to lay side by side."""

    older = forms.TypedChoiceField(label=_("Compare version"), coerce=int)
    newer = forms.TypedChoiceField(label=_("with version"), coerce=int)

    def __init__(self, data: Mapping[str, Any] | None = None, *, numbers: list[int]) -> None:
        super().__init__(data, initial={"older": numbers[-1], "newer": numbers[0]})
        for name in ("older", "newer"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(number, str(number)) for number in sorted(numbers)]

    @property
    def pair(self) -> tuple[int, int]:
        """The versions of a valid form, as chosen: also the newer one first."""
        return self.cleaned_data["older"], self.cleaned_data["newer"]
