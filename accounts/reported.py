"""What can be reported, and every read of reports, decisions and appeals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts.models import Appeal, Decision, Organisation, Party, Report, SubjectKind, User
from accounts.states import AppealStatus, ReportStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_SHOWN = 100


@dataclass(frozen=True)
class Subject:
    """What is reported: its id and title, where it is shown, and who answers for it."""

    kind: SubjectKind
    public_id: str
    title: str
    path: str
    responsible: Organisation | Party

    @property
    def columns(self) -> dict[str, object]:
        party = self.responsible if isinstance(self.responsible, Party) else None
        return {
            "subject_kind": self.kind,
            "subject_id": self.public_id,
            "title": self.title[:120],
            "path": self.path,
            "party": party,
            "organisation": self.responsible if isinstance(self.responsible, Organisation) else None,
        }


def party_subject(party: Party) -> Subject:
    path = reverse("portal:staff_person", args=[party.public_id])
    return Subject(SubjectKind.PARTY, party.public_id, party.handle, path, party)


def organisation_subject(organisation: Organisation) -> Subject:
    path = reverse("portal:staff_organisation", args=[organisation.public_id])
    return Subject(SubjectKind.ORGANISATION, organisation.public_id, organisation.name, path, organisation)


@dataclass(frozen=True)
class ReportedRow:
    """A subject with how many reports of it are open, the oldest first."""

    kind: SubjectKind
    public_id: str
    title: str
    number: int


def reported_subjects() -> list[ReportedRow]:
    """The first MOST_SHOWN subjects that wait for a decision, the longest waiting first."""
    groups = (
        Report.objects.filter(status=ReportStatus.OPEN)
        .order_by()
        .values("subject_kind", "subject_id")
        .annotate(number=Count("pk"), since=Min("created_at"), name=Min("title"))
        .order_by("since", "subject_id")
    )
    return [
        ReportedRow(SubjectKind(one["subject_kind"]), one["subject_id"], one["name"], one["number"])
        for one in groups[:MOST_SHOWN]
    ]


def open_reports(kind: str, public_id: str) -> QuerySet[Report]:
    reports = Report.objects.filter(subject_kind=kind, subject_id=public_id, status=ReportStatus.OPEN)
    return reports.select_related("reporter", "party", "organisation")


def decisions_about(kind: str, public_id: str) -> QuerySet[Decision]:
    return Decision.objects.filter(subject_kind=kind, subject_id=public_id).select_related("decided_by", "appeal")


def open_appeals() -> QuerySet[Appeal]:
    return Appeal.objects.filter(status=AppealStatus.OPEN).select_related("decision")


def decisions_of(user: User) -> QuerySet[Decision]:
    """Measures about what somebody answers for, newest first, with the appeals."""
    own = Q(party__in=Party.objects.of_user(user)) | Q(organisation__in=user.memberships.values("organisation"))
    return Decision.objects.filter(own).exclude(measure="none").select_related("appeal", "party", "organisation")
