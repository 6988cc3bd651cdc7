"""A decision about what waits for approval, and an award with its reason."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from common import reader
from common.forms import CleanCharField
from orders.models import Bid
from orders.models.approvals import LONGEST_COMMENT

APPROVE: Final = "approve"
SEND_BACK: Final = "send_back"
TAKE_BACK: Final = "take_back"


class DecisionForm(forms.Form):
    """``step`` is which of the page's buttons was pressed."""

    step = forms.ChoiceField(
        choices=[(step, step) for step in (APPROVE, SEND_BACK, TAKE_BACK)], widget=forms.HiddenInput
    )
    comment = CleanCharField(
        label=_("Comment"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to send it back: what should be changed. Members of your organisation can read it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("step") == SEND_BACK and not cleaned.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Please write what should be changed."))
        return cleaned


class AwardForm(forms.Form):
    """With ``asks_reason`` a reason must be given, else there is no field for one."""

    reason = CleanCharField(
        label=_("Reason for the choice"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Members of your organisation can read it, for example in an audit. Bidders cannot."),
    )

    def __init__(self, *arguments: Any, asks_reason: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not asks_reason:
            del self.fields["reason"]

    @property
    def typed_reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class SeveralForm(AwardForm):
    """Several bids of one order at once."""

    bids = forms.MultipleChoiceField(
        label=_("Whom to choose"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one bid.")},
    )
    field_order = ["bids", "reason"]

    def __init__(self, *arguments: Any, bids: list[Bid], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.by_id = {bid.public_id: bid for bid in bids}
        field = self.fields["bids"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, f"{bid.party.handle} · {reader.yen(bid.price_yen)}") for key, bid in self.by_id.items()]

    @property
    def chosen(self) -> list[Bid]:
        return [self.by_id[key] for key in self.cleaned_data["bids"]]
