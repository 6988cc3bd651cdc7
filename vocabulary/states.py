"""What becomes of a phrase nobody's skill list knew."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PhraseStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Now an alias")
    REJECTED = "rejected", _("Not a skill")


ALLOWED_MOVES: dict[str, frozenset[str]] = {
    PhraseStatus.PROPOSED: frozenset({PhraseStatus.ACCEPTED, PhraseStatus.REJECTED}),
    PhraseStatus.REJECTED: frozenset({PhraseStatus.ACCEPTED}),
    PhraseStatus.ACCEPTED: frozenset(),
}
