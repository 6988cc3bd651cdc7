"""The file somebody brings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User

MOST_BYTES: Final = 200 * 1024 * 1024
_ENDINGS: Final = (".jsonl", ".ndjson", ".json", ".csv", ".txt")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or JSON Lines, in UTF-8 or Shift_JIS. Nothing is imported before you have seen the check."),
        widget=forms.FileInput(attrs={"accept": ",".join(_ENDINGS)}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not (file.name or "").casefold().endswith(_ENDINGS):
            raise ValidationError(
                _("This is neither a CSV nor a JSON Lines file. Please save your table as “CSV UTF-8”."), code="kind"
            )
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("A file may have at most %(most)s. Please split it."),
                params={"most": filesizeformat(MOST_BYTES)},
                code="size",
            )
        return file


class CandidateOptionsForm(forms.Form):
    """Whether the people of a file may be shown."""

    consent = forms.BooleanField(
        label=_("These people have agreed to be shown and ranked on this platform"),
        required=False,
        help_text=_(
            "Without it they are kept, but nobody sees them and no order ranks them. "
            "You can bring the same file again once they have agreed."
        ),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, user: User, owner: Organisation | None) -> None:
        super().__init__(data)
        if owner is not None:  # a lending company's people agree by their own link
            del self.fields["consent"]

    @property
    def options(self) -> dict[str, Any]:
        """For DataImport.options, of a valid form."""
        return dict(self.cleaned_data)
