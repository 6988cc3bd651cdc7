"""What is to be proven again, or for the first time: evidence that was refused, runs out, or is still missing."""

import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Evidence, Organisation, OrganisationKind, Party
from accounts.models.evidence import APPROVING
from accounts.states import EvidenceStatus
from common.japan import today_in_japan
from portal.desks.parts import Tile

REFUSED, RUNNING_OUT, BROUGHT = "refused", "running_out", "brought"
RUNS_OUT_SOON: Final = datetime.timedelta(days=30)


def proofs_of(subject: Organisation | Party) -> dict[str, QuerySet[Any]]:
    """What is counted for `proof_tiles`; what somebody has brought again since waits for nobody but administrators."""
    known = Evidence.objects.of(subject)
    alike = known.filter(kind=OuterRef("kind"), certificate=OuterRef("certificate"))
    again = alike.exclude(status=EvidenceStatus.WITHDRAWN).filter(pk__gt=OuterRef("pk"))
    soon = today_in_japan() + RUNS_OUT_SOON
    needed = APPROVING.get(OrganisationKind(subject.kind), "") if isinstance(subject, Organisation) else ""
    return {
        REFUSED: known.filter(~Exists(again), status=EvidenceStatus.REFUSED),
        RUNNING_OUT: known.approved().filter(~Exists(again), expires_on__lte=soon),
        BROUGHT: known.filter(kind=needed, status__in=[EvidenceStatus.SUBMITTED, EvidenceStatus.REFUSED]),
    }


def proof_tiles(counts: dict[str, int], subject: Organisation | Party) -> list[Tile]:
    page = reverse("accounts:verification")
    lacks = isinstance(subject, Organisation) and not subject.is_approved and not counts[BROUGHT]
    return [
        Tile(_("Evidence to bring"), int(lacks), page, _("Until it is checked you can only write drafts.")),
        Tile(_("Evidence not accepted"), counts[REFUSED], page, _("Read the reason and bring it again.")),
        Tile(_("Evidence that runs out within 30 days"), counts[RUNNING_OUT], page, _("Renew it in time.")),
    ]
