"""A party's page and the works it shows."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.files import PrivateFileField
from accounts.forms.profile import LabelledChoices, OwnSkillsField, YearField
from accounts.models import ContractForm, HoursOfDay, PartyKind, PortfolioItem, Showcase
from accounts.models.profiles import Profile
from accounts.models.showcases import HIGHEST_ORDER, LONGEST_INDUSTRY, MOST_INDUSTRIES
from common.forms import CleanCharField, YenField
from vocabulary.models import Prefecture, SkillCategory

_SEPARATORS = re.compile(r"[,、，\n]")


class IndustriesField(CleanCharField):
    """Names between commas or on lines of their own; gives the list of them."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        names = [name.strip() for name in _SEPARATORS.split(super().to_python(value) or "")]
        return list(dict.fromkeys(filter(None, names)))

    def validate(self, value: Any) -> None:
        if len(value) > MOST_INDUSTRIES:
            message = _("Please name at most %(most)s lines of business.")
            raise forms.ValidationError(message, code="many", params={"most": MOST_INDUSTRIES})
        if any(len(name) > LONGEST_INDUSTRY for name in value):
            raise forms.ValidationError(_("One of these is too long. Please put commas between them."), code="long")

    def run_validators(self, value: Any) -> None:
        for name in value:
            super().run_validators(name)


class ShowcaseForm(forms.ModelForm[Showcase]):
    smallest_order_yen = YenField(label=_("Smallest order (yen)"), required=False)
    industries = IndustriesField(
        label=_("Lines of business you like to work for"),
        required=False,
        help_text=_("Put commas between them. For example: food, tourism"),
    )
    hours_of_day = forms.MultipleChoiceField(
        label=_("When you work"), choices=HoursOfDay.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    contract_form = forms.ChoiceField(
        label=_("Form of contract"),
        choices=[("", _("Either is fine")), *ContractForm.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    unwanted = LabelledChoices(
        label=_("Kinds of work you do not want"),
        queryset=SkillCategory.objects.all(),
        required=False,
    )
    regions = LabelledChoices(
        label=_("Prefectures you like to work for"),
        queryset=Prefecture.objects.all(),
        required=False,
    )

    class Meta:
        model = Showcase
        fields = [
            "is_public",
            "smallest_order_yen",
            "contract_form",
            "hours_of_day",
            "industries",
            "unwanted",
            "regions",
        ]
        help_texts = {
            "is_public": _(
                "Switched off, only clients see it whose order shows you or to which you sent a bid. Your legal name "
                "and your e-mail address never stand there."
            )
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["smallest_order_yen"]
        assert isinstance(field, YenField)
        field.max_value = HIGHEST_ORDER
        # A lent person has agreed to be shown to clients, not to everybody.
        if self.instance.profile.party.kind == PartyKind.PERSONNEL:
            del self.fields["is_public"]


class ItemForm(forms.ModelForm[PortfolioItem]):
    """``upload`` takes the place of the file there is; ``drop_file`` is offered where there is one."""

    year = YearField(label=_("Year"))
    upload = PrivateFileField(label=_("Attached file"), required=False)
    drop_file = forms.BooleanField(label=_("Remove the file"), required=False)
    skills = OwnSkillsField(label=_("Skills it shows"))

    class Meta:
        model = PortfolioItem
        fields = ["title", "purpose", "text", "result", "year", "skills", "is_file_shown"]
        field_classes = dict.fromkeys(["title", "purpose", "text", "result"], CleanCharField)
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "title": _("For example: online shop for a sake brewery."),
            "purpose": _("For whom, and which problem it solved. Please name no client without consent."),
            "result": _("In numbers if you can: time saved, orders won."),
            "is_file_shown": _("Switched off, only you can open the file."),
        }

    field_order = ["title", "purpose", "text", "result", "year", "skills", "upload", "drop_file", "is_file_shown"]

    def __init__(self, *arguments: Any, profile: Profile, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["skills"]
        assert isinstance(field, OwnSkillsField)
        field.offer(profile, self.instance)
        if self.instance.file_id is None:
            del self.fields["drop_file"]
        else:
            self.fields["upload"].label = _("Another file in its place")

    @property
    def facts(self) -> dict[str, Any]:
        """What was filled in, without the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "upload"}
