"""Reports, decisions about them, and appeals. What a decision forbids takes effect with its commit."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.profiles import announce_change
from accounts.errors import AppealNotPossibleError, InForceError, MoveNotAllowedError, TooManyReportsError
from accounts.models import (
    Appeal,
    Decision,
    Measure,
    Organisation,
    Party,
    PartyKind,
    PartyQuerySet,
    PortfolioItem,
    Report,
    SubjectKind,
    User,
)
from accounts.models.consents import TODAY
from accounts.reported import Subject
from accounts.rules import REPORTS_A_DAY, acts_for, may_answer, may_appeal, may_edit_organisation
from accounts.signals import access_changed, appeal_answered, content_decided, decision_made, report_received
from accounts.states import APPEAL_MOVES, AppealStatus, ReportStatus

AT_ONCE = 200


@transaction.atomic
def report_subject(subject: Subject, *, reason: str, text: str, reporter: User) -> Report:
    """Tell the administrators. Whoever reports the same again before a decision has changed nothing.

    Raises PermissionDenied for one's own, TooManyReportsError.
    """
    if _answers_for(reporter, subject.responsible):
        raise PermissionDenied
    User.objects.select_for_update(no_key=True).get(pk=reporter.pk)
    mine = Report.objects.filter(reporter=reporter)
    known = mine.filter(subject_kind=subject.kind, subject_id=subject.public_id, status=ReportStatus.OPEN).first()
    if known is not None:
        return known
    if mine.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= REPORTS_A_DAY:
        raise TooManyReportsError
    report = Report.objects.create(**subject.columns, reason=reason, text=text, reporter=reporter)
    report_received.send(sender=Report, report=report)
    return report


@transaction.atomic
def decide_reports(
    kind: str, public_id: str, *, measure: Measure, reason: str, until: date | None, actor: User
) -> Decision:
    """One decision for every open report of a subject. Raises PermissionDenied, MoveNotAllowedError when none is open.

    Nobody decides about what they answer for themself.
    """
    open_reports = Report.objects.filter(subject_kind=kind, subject_id=public_id, status=ReportStatus.OPEN)
    reports = list(open_reports.select_for_update(of=("self",)).select_related("party", "organisation"))
    if not actor.is_staff:
        raise PermissionDenied
    if not reports:
        raise MoveNotAllowedError
    decision = _decided(Subject.of(reports[0]), measure=measure, reason=reason, until=until, actor=actor)
    for report in reports:
        report.status, report.decision = ReportStatus.DECIDED, decision
        report.save(update_fields=["status", "decision"])
    _settle(decision)
    decision_made.send(sender=Decision, decision=decision)
    return decision


@transaction.atomic
def decide_unasked(subject: Subject, *, measure: Measure, reason: str, until: date | None, actor: User) -> Decision:
    """A measure of the administrators' own accord, without any report. Raises PermissionDenied, InForceError when the
    same measure stands already.
    """
    if not actor.is_staff:
        raise PermissionDenied
    _lock(subject.responsible)
    same = Decision.objects.filter(subject_kind=subject.kind, subject_id=subject.public_id, measure=measure)
    if measure in (Measure.HIDE, Measure.SUSPEND) and same.filter(lifted_at=None).exists():
        raise InForceError
    decision = _decided(subject, measure=measure, reason=reason, until=until, actor=actor)
    _settle(decision)
    decision_made.send(sender=Decision, decision=decision)
    return decision


@transaction.atomic
def appeal_decision(decision: Decision, *, text: str, actor: User) -> Appeal:
    """Ask for a second look; one for each decision. Raises PermissionDenied, AppealNotPossibleError."""
    current = (
        Decision.objects.select_for_update(of=("self",)).select_related("party", "organisation").get(pk=decision.pk)
    )
    if not may_appeal(actor, current):
        raise PermissionDenied
    known = Appeal.objects.filter(decision=current).first()
    if known is not None:
        return known
    if not current.is_in_force:
        raise AppealNotPossibleError
    return Appeal.objects.create(decision=current, text=text, appealed_by=actor)


@transaction.atomic
def answer_appeal(appeal: Appeal, *, status: AppealStatus, answer: str, actor: User) -> Appeal:
    """Granted, the measure is lifted at once. Another administrator answers than the one who decided, where there is
    one. Raises PermissionDenied, MoveNotAllowedError.
    """
    current = Appeal.objects.select_for_update().get(pk=appeal.pk)
    decision = current.decision
    if not actor.is_staff or _answers_for(actor, decision.responsible) or not may_answer(current, actor):
        raise PermissionDenied
    if current.status == status:
        return current
    if status not in APPEAL_MOVES[current.status]:
        raise MoveNotAllowedError
    current.status, current.answer = status, answer
    current.answered_by, current.answered_at = actor, timezone.now()
    current.save()
    if status == AppealStatus.GRANTED:
        _lift(decision)
    appeal_answered.send(sender=Appeal, appeal=current)
    return current


@transaction.atomic
def lift_decision(decision: Decision, *, actor: User) -> None:
    """End a measure early; quiet when it is over. Raises PermissionDenied."""
    if not actor.is_staff or _answers_for(actor, decision.responsible):
        raise PermissionDenied
    _lift(Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk))


@transaction.atomic
def end_suspensions() -> int:
    """Lift the suspensions whose last day has passed; how many."""
    over = Decision.objects.filter(measure=Measure.SUSPEND, until__lt=TODAY, lifted_at=None).order_by("pk")
    ended = list(over.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for decision in ended:
        _lift(decision)
    return len(ended)


def _decided(subject: Subject, *, measure: Measure, reason: str, until: date | None, actor: User) -> Decision:
    """Nobody decides about what they answer for themself."""
    if _answers_for(actor, subject.responsible):
        raise PermissionDenied
    return Decision.objects.create(
        **subject.columns,
        measure=measure,
        reason=reason,
        until=until if measure == Measure.SUSPEND else None,
        decided_by=actor,
    )


def _lift(decision: Decision) -> None:
    if decision.lifted_at is None:
        decision.lifted_at = timezone.now()
        decision.save(update_fields=["lifted_at"])
        _settle(decision)


def _settle(decision: Decision) -> None:
    """Write what is forbidden now to where it is asked: suspended accounts and organisations, hidden content.

    What stands is counted by one after the other, or what was counted first would be written last.
    """
    _lock(decision.responsible)
    if decision.measure == Measure.SUSPEND:
        _settle_suspension(decision)
    _settle_content(decision)


def _settle_suspension(decision: Decision) -> None:
    responsible = decision.responsible
    standing = Decision.objects.filter(measure=Measure.SUSPEND, lifted_at=None)
    standing = standing.filter(party=decision.party, organisation=decision.organisation)
    since = timezone.now() if standing.exists() else None
    if isinstance(responsible, Organisation):
        # Who stands behind it is out with it (profiles.NOT_SANCTIONED); a suspension of their own stays their own.
        Organisation.objects.filter(pk=responsible.pk).update(suspended_at=since)
        _announce(Party.objects.filter(organisation=responsible))
        return
    party = Party.objects.filter(pk=responsible.pk)
    party.update(suspended_at=since)
    _settle_person(responsible, is_suspended=since is not None)
    _announce(party)


def _settle_person(party: Party, *, is_suspended: bool) -> None:
    """Behind a freelancer stands one person, who is suspended with the profile."""
    if party.kind != PartyKind.FREELANCER or party.user is None:
        return
    User.objects.filter(pk=party.user.pk).update(suspended_at=timezone.now() if is_suspended else None)
    access_changed.send(sender=User, user=party.user)


def _settle_content(decision: Decision) -> None:
    same = Decision.objects.filter(subject_kind=decision.subject_kind, subject_id=decision.subject_id)
    is_hidden = same.filter(measure=Measure.HIDE, lifted_at=None).exists()
    if decision.subject_kind == SubjectKind.PARTY:
        parties = Party.objects.filter(public_id=decision.subject_id)
        if parties.filter(hidden_at__isnull=is_hidden).update(hidden_at=timezone.now() if is_hidden else None):
            _announce(parties)
    if decision.subject_kind == SubjectKind.ITEM:
        since = timezone.now() if is_hidden else None
        PortfolioItem.objects.filter(public_id=decision.subject_id, hidden_at__isnull=is_hidden).update(hidden_at=since)
    content_decided.send(sender=Decision, decision=decision, is_hidden=is_hidden)


def _lock(responsible: Organisation | Party) -> None:
    type(responsible).objects.select_for_update(no_key=True).get(pk=responsible.pk)


def _announce(parties: PartyQuerySet) -> None:
    for party in parties.filter(profile__isnull=False):
        announce_change(party)


def _answers_for(user: User, responsible: Organisation | Party) -> bool:
    if isinstance(responsible, Party):
        return acts_for(user, responsible)
    return may_edit_organisation(user, responsible)
