"""What can be reported, and every read of reports, decisions and appeals."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts.models import Appeal, Decision, Organisation, Party, PortfolioItem, Report, SubjectKind, User
from accounts.models.moderation import Concerned
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

    @classmethod
    def of(cls, known: Concerned) -> Subject:
        """As it was reported or decided about."""
        return cls(SubjectKind(known.subject_kind), known.subject_id, known.title, known.path, known.responsible)

    @property
    def is_named_here(self) -> bool:
        return self.kind in NAMED_HERE

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


def item_subject(item: PortfolioItem) -> Subject:
    """A work somebody shows on their page; its profile has the party loaded."""
    party = item.profile.party
    path = reverse("matching:party", args=[party.public_id])
    return Subject(SubjectKind.ITEM, item.public_id, item.title, path, party)


# What this app can look up by its id; of orders and bids it knows what their reports say.
NAMED_HERE = (SubjectKind.PARTY, SubjectKind.ITEM, SubjectKind.ORGANISATION)


def subject_named(kind: str, public_id: str) -> Subject | None:
    """What is meant by an address, of what this app knows itself; None for anything else."""
    if kind == SubjectKind.PARTY:
        party = Party.objects.filter(public_id=public_id).first()
        return party_subject(party) if party else None
    if kind == SubjectKind.ORGANISATION:
        organisation = Organisation.objects.filter(public_id=public_id).first()
        return organisation_subject(organisation) if organisation else None
    if kind == SubjectKind.ITEM:
        item = PortfolioItem.objects.filter(public_id=public_id).select_related("profile__party").first()
        return item_subject(item) if item else None
    return None


def shown_work(kind: str, public_id: str) -> PortfolioItem | None:
    """The work reported or decided about, be it hidden, with everything an administrator looks at."""
    if kind != SubjectKind.ITEM:
        return None
    items = PortfolioItem.objects.select_related("file").prefetch_related("skills")
    return items.filter(public_id=public_id).first()


@dataclass(frozen=True)
class ReportedRow:
    """A subject with how many reports of it are open, the oldest first."""

    kind: SubjectKind
    public_id: str
    title: str
    number: int
    since: datetime.datetime


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
        ReportedRow(SubjectKind(one["subject_kind"]), one["subject_id"], one["name"], one["number"], one["since"])
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
