"""Writing to those who run the platform, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ContactMessage, ContactTopic, User
from accounts.models.contact import LONGEST_MESSAGE
from accounts.states import CONTACT_MOVES, ContactStatus
from common.forms import CleanCharField


class ContactForm(forms.Form):
    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Please choose")), *((one.value, one.label) for one in ContactTopic)],
    )
    name = CleanCharField(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We answer to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = CleanCharField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("If it is about an order or a person here, please add the address of the page."),
    )
    # People do not see it; programs that fill in everything give themselves away.
    website = forms.CharField(
        label=_("Please leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *arguments: Any, reader: User | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if reader is not None:
            self.initial = {"name": reader.full_name, "email": reader.email, **self.initial}

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("topic", "name", "email", "text")]

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])


class AnswerForm(forms.ModelForm[ContactMessage]):
    class Meta:
        model = ContactMessage
        fields = ["status", "answer"]
        field_classes = {"answer": CleanCharField}
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}
        help_texts = {"answer": _("Only administrators read this note. Write the answer itself by e-mail.")}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        allowed = {self.instance.status, *CONTACT_MOVES[self.instance.status]}
        self.fields["status"] = forms.ChoiceField(
            label=_("Status"), choices=[(one.value, one.label) for one in ContactStatus if one in allowed]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("status") == ContactStatus.ANSWERED and cleaned.get("answer") == "":
            self.add_error("answer", _("Please note what was answered or done."))
        return cleaned


class DeletionForm(forms.Form):
    reason = CleanCharField(
        label=_("Is there anything we should know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(
        label=_("I want my account and my data to be deleted"),
        error_messages={"required": _("Please tick the box if you really want this.")},
    )
