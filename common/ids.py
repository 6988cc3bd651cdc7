"""Opaque ids for URLs: nothing to enumerate, nothing to guess."""

import secrets
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# No vowels and no look-alikes (0/o, 1/l/i): no accidental words, and readable over the telephone.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 12


def new_public_id() -> str:
    """Return 12 random characters of a 28-letter alphabet (57 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


# Django's fields take type arguments only in their stubs.
if TYPE_CHECKING:
    _TextField = models.CharField[str, str]
else:
    _TextField = models.CharField


class PublicIdField(_TextField):
    """The id of a row as people see it in an address."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"max_length": LENGTH, "unique": True, "default": new_public_id, "editable": False}
        defaults["verbose_name"] = _("public id")
        super().__init__(**(defaults | options))

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Say ``unique`` aloud: a history table keeps the same id many times, and a migration must not forget that."""
        name, path, arguments, options = super().deconstruct()
        options.pop("verbose_name", None)
        return name, path, list(arguments), dict(options) | {"unique": self.unique}
