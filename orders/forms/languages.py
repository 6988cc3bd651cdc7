"""One language the work is done in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.drafts import WantedLanguage
from vocabulary.labels import language_choices, level_choices


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), required=False)
    level = forms.TypedChoiceField(label=_("Level"), required=False, coerce=int, empty_value=None)
    is_must = forms.BooleanField(label=_("Must"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("language", language_choices()), ("level", level_choices())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Please choose")), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("language") and not cleaned.get("level") and "level" not in self.errors:
            self.add_error("level", _("Please choose the level as well."))
        if cleaned.get("level") and not cleaned.get("language") and "language" not in self.errors:
            self.add_error("language", _("Please choose the language as well."))
        return cleaned

    @property
    def wanted(self) -> WantedLanguage | None:
        if not self.cleaned_data.get("language"):
            return None
        return WantedLanguage(
            self.cleaned_data["language"], self.cleaned_data["level"], is_must=self.cleaned_data["is_must"]
        )
