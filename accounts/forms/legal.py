"""Agreeing to legal texts, and writing them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.models import LegalDraft, LegalKind, LegalVersion
from common.forms import CleanCharField, DayField
from common.japan import today_in_japan


def _links() -> SafeString:
    """In a window of their own, so that nothing typed beside them is lost."""
    links = [
        format_html('<a class="link" href="{}" target="_blank" rel="noopener">{}</a>', address, kind.label)
        for kind in (LegalKind.TERMS, LegalKind.PRIVACY)
        for address in [reverse("accounts:legal", args=[kind.value])]
    ]
    listed = format_html_join(pgettext("between two names", ", "), "{}", ((link,) for link in links))
    return format_html("{} {}", listed, gettext("(opens in a new tab)"))


class ConsentField(forms.BooleanField):
    """The box that has to be ticked."""

    def __init__(self) -> None:
        super().__init__(
            label=_("I agree to the terms of use and the privacy policy"),
            help_text=lazy(_links, str)(),
            error_messages={"required": _("Please read both texts and tick the box if you agree.")},
        )


class ConsentForm(forms.Form):
    """What a reader is asked whose consent is missing; ``shown`` names the versions the page showed."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    agreed = forms.BooleanField(
        label=_("I have read the texts and agree"),
        error_messages={"required": _("Please tick the box if you agree.")},
    )

    def __init__(self, data: QueryDict | None, *, texts: Sequence[LegalVersion]) -> None:
        self._shown_now = " ".join(map(str, texts))
        super().__init__(data, initial={"shown": self._shown_now})

    def clean(self) -> dict[str, Any]:
        """Nobody agrees to a text that was published after the page was opened."""
        cleaned = super().clean() or {}
        if cleaned.get("shown") != self._shown_now:
            self.data = {"shown": self._shown_now}
            raise forms.ValidationError(_("A text has changed in the meantime. Please look at it once more."))
        return cleaned


class LegalDraftForm(forms.ModelForm[LegalDraft]):
    class Meta:
        model = LegalDraft
        fields = ["body_ja", "body_en", "changes_ja", "changes_en"]
        field_classes = dict.fromkeys(fields, CleanCharField)
        widgets = {
            "body_ja": forms.Textarea(attrs={"rows": 24, "lang": "ja"}),
            "body_en": forms.Textarea(attrs={"rows": 24, "lang": "en"}),
            "changes_ja": forms.Textarea(attrs={"rows": 3, "lang": "ja"}),
            "changes_en": forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        }
        help_texts = {
            "changes_ja": _("One or two sentences. Readers who are asked to agree see them first."),
        }


class PublishForm(forms.Form):
    """``number`` is the version the administrator saw coming; it stops a second one from being published by mistake."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    valid_from = DayField(label=_("In force from"), help_text=_("Today or later, in Japan."))
    needs_consent = forms.BooleanField(
        label=_("Ask readers to agree"),
        required=False,
        help_text=_("Everybody who is signed in is asked once, on the first page they open from that day on."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["valid_from"].initial = today_in_japan
