"""Which of the skills somebody states are proven by something else than their own word. One truth for every reader:
pages, the API, files and what the engine is told. It is told beside a skill and counts in no score.

`accounts.actions.skill_proofs` writes it whenever a certificate or a client's confirmation begins or ceases to count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import ProfileSkill

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Profile


def evidence_read(path: str) -> list[Prefetch[Any]]:
    """What a list prefetches to tell evidenced skills of the profiles at the end of this path; one query."""
    return [Prefetch(f"{path}__skills", ProfileSkill.objects.select_related("skill"))]


def evidenced_skills(profiles: Iterable[Profile]) -> dict[int, dict[str, list[str]]]:
    """Profile id → slug of a skill it states → what proves it today, in the reader's language. Skills that nothing
    proves are left out. Reads the profiles' skills: have them loaded.
    """
    return {
        profile.pk: {row.skill.slug: proofs_of(row) for row in profile.skills.all() if row.is_evidenced}
        for profile in profiles
    }


def proofs_of(row: ProfileSkill) -> list[str]:
    """What proves one skill today, in the reader's language; nothing for a claim."""
    confirmed = _("confirmed by a client, %(year)s") % {"year": row.confirmed_on.year} if row.confirmed_on else ""
    return [said for said in (row.evidence_label, confirmed) if said]
