"""Oneself: display name, name and language."""

from django import forms
from django.conf import settings
from django.db.models.functions import Lower
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.handles import has_letters, reads_as_contact, reads_as_staff, tidied
from accounts.models import Party, User
from accounts.models.parties import HANDLE_LENGTH
from common.forms import CleanCharField

SHORTEST_HANDLE = 2


class HandleField(CleanCharField):
    """A display name that hides who somebody is; whether it is free is checked by the form."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Display name"),
            max_length=HANDLE_LENGTH,
            help_text=_("Clients see this name until they choose you. Please do not use your real name."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def clean(self, value: object) -> str:
        handle = tidied(super().clean(value))
        if not handle and not self.required:
            return ""
        if len(handle) < SHORTEST_HANDLE or len(handle) > HANDLE_LENGTH or not has_letters(handle):
            raise forms.ValidationError(_("Use between 2 and 40 letters or digits."), code="invalid")
        if reads_as_contact(handle):
            raise forms.ValidationError(_("An address or telephone number cannot be a display name."), code="contact")
        if reads_as_staff(handle):
            raise forms.ValidationError(
                _("A display name must not look as if it belonged to those who run Kakehashi."), code="staff"
            )
        return handle


def handle_is_taken(handle: str, *, by_other_than: Party | None = None) -> bool:
    parties = Party.objects.annotate(folded=Lower("handle")).filter(folded=handle.lower())
    return (parties.exclude(pk=by_other_than.pk) if by_other_than else parties).exists()


TAKEN = _("Somebody else already uses this display name. Please choose another one.")


class FreelancerForm(forms.Form):
    handle = HandleField()

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle_is_taken(handle):
            raise forms.ValidationError(TAKEN, code="taken")
        return handle


class SettingsForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["full_name", "language"]
        field_classes = {"full_name": CleanCharField}
        labels = {"full_name": _("Your name"), "language": _("Language of pages and mails")}
        help_texts = {
            "full_name": _(
                "Your colleagues see this name. After an award, the other side sees it, too; nobody else does."
            )
        }

    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        required=False,
        choices=[
            ("", _("As in my browser")),
            *((code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # handed on as they came
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
