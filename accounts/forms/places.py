"""A prefecture and, within it, a municipality."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Profile
from vocabulary.models import Municipality, Prefecture
from vocabulary.queries import municipalities_of


class PlaceForm[Row: (Profile, Organisation)](forms.ModelForm[Row]):
    """The list of municipalities follows the prefecture; saving a new prefecture first works without scripts, too."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        municipality = self.fields["municipality"]
        assert isinstance(municipality, forms.ModelChoiceField)
        prefecture = self.fields["prefecture"]
        assert isinstance(prefecture, forms.ModelChoiceField)
        prefecture.empty_label = _("Please choose")
        municipality.queryset = Municipality.objects.all()
        municipality.required = False
        municipality.error_messages["invalid_choice"] = _("Choose a place from the list.")
        # Any town is understood, only those of the prefecture are offered.
        municipality.widget.choices = _offered(self._chosen_prefecture())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        town, prefecture = cleaned.get("municipality"), cleaned.get("prefecture")
        if town is None or (prefecture is not None and town.prefecture_id == prefecture.code):
            return cleaned
        if "municipality" in self.changed_data:
            self.add_error("municipality", _("This place does not lie in the chosen prefecture."))
        else:  # the prefecture was changed and the town of the old one was still in the form
            cleaned["municipality"] = None
            if self.fields["municipality"].required:
                self.add_error("municipality", _("Choose a place from the list."))
        return cleaned

    def _chosen_prefecture(self) -> str:
        chosen = self["prefecture"].value()
        return chosen.code if isinstance(chosen, Prefecture) else str(chosen or "")


def _offered(prefecture: str) -> list[tuple[str, Any]]:
    return [("", _("No city, town or village")), *((town.code, town.label) for town in municipalities_of(prefecture))]
