"""Fields that take files."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.file_types import ENDINGS, PAPERS, FileType, type_of
from accounts.models.files import LARGEST_FILE


@dataclass(frozen=True)
class CheckedFile:
    """A file whose size and type are fine; ``name`` as it was sent."""

    name: str
    content: bytes


class PrivateFileField(forms.FileField):
    """Gives a CheckedFile, or None when nothing was chosen. The type is found by the content."""

    default_error_messages = {
        "required": _("Please choose a file."),
        "empty": _("This file is empty. Please choose another one."),
        "too_large": _("This file is larger than 10 MB. Please choose a smaller one, for example a scan in grey."),
        "wrong_type": _("This file cannot be used here. Please choose one of these: %(types)s"),
        "invalid": _("Please choose a file."),
    }

    def __init__(self, *, allowed: frozenset[FileType] = PAPERS, **options: Any) -> None:
        self.allowed = allowed
        options.setdefault("help_text", format_lazy(_("{types}, up to 10 MB"), types=types_text(allowed)))
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(ending for kind in sorted(allowed) for ending in ENDINGS[kind])

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        """The name plays no part, so that none is too long."""
        if not isinstance(data, UploadedFile):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not data.size:
            raise ValidationError(self.error_messages["empty"], code="empty")
        if data.size > LARGEST_FILE:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        content = data.read()
        if type_of(content) not in self.allowed:
            types = {"types": types_text(self.allowed)}
            raise ValidationError(self.error_messages["wrong_type"], code="wrong_type", params=types)
        return CheckedFile(data.name or "", content)


def types_text(allowed: frozenset[FileType]) -> str:
    """PDF, PNG, JPEG …"""
    return ", ".join(kind.name for kind in FileType if kind in allowed)
