"""A token for a program."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Scope
from accounts.rules import scopes_for
from common.forms import CleanCharField

LIFETIMES = [(30, _("30 days")), (90, _("90 days")), (365, _("One year"))]


class TokenForm(forms.Form):
    name = CleanCharField(
        label=_("What it is for"),
        max_length=60,
        help_text=_("For example: our order system. The name is only for you."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    acts_for = forms.ChoiceField(label=_("The program acts for"), required=False, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than the program needs. It can never do more than you yourself."),
    )
    days = forms.TypedChoiceField(
        label=_("Works for"), choices=LIFETIMES, coerce=int, initial=90, widget=forms.RadioSelect
    )

    def __init__(self, *arguments: Any, organisations: Iterable[Organisation], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.organisations = {organisation.public_id: organisation for organisation in organisations}
        acts_for = self.fields["acts_for"]
        assert isinstance(acts_for, forms.ChoiceField)
        acts_for.choices = [("", _("Me")), *((key, one.name) for key, one in self.organisations.items())]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        organisation = self.organisations.get(cleaned.get("acts_for", ""))
        if unfit := set(cleaned.get("scopes", ())) - scopes_for(organisation):
            names = "、".join(str(Scope(scope).label) for scope in sorted(unfit))
            sentence = _NOT_FOR_ORGANISATIONS if organisation else _NOT_FOR_PERSONS
            self.add_error("scopes", forms.ValidationError(sentence, code="unfit", params={"names": names}))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The valid form's content, as the action takes it."""
        chosen = self.cleaned_data
        return {
            "name": chosen["name"],
            "scopes": chosen["scopes"],
            "days": chosen["days"],
            "organisation": self.organisations.get(chosen["acts_for"]),
        }


_NOT_FOR_ORGANISATIONS = _("Only a token for yourself can do this: %(names)s")
_NOT_FOR_PERSONS = _("Only a token for an organisation can do this: %(names)s")
