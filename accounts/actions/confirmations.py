"""A client is asked to confirm a past work, and answers once. Whoever locks, locks the profile first."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.profiles import announce_change
from accounts.actions.skill_proofs import settle_skills
from accounts.errors import (
    AlreadyAskedError,
    LinkEndedError,
    LinkInWordsError,
    MoveNotAllowedError,
    NameMissingError,
    OwnWorkError,
    TooManyQuestionsError,
)
from accounts.invitations import digest_of, new_token
from accounts.models import Organisation, Party, PastWork, Profile, User, WorkConfirmation
from accounts.models.confirmations import CONFIRMATION_DAYS
from accounts.queries import people_behind
from accounts.rules import (
    ADDRESS_RESTS_DAYS,
    WORK_QUESTIONS_A_DAY,
    WORK_QUESTIONS_OF_ADDRESS,
    WORK_QUESTIONS_OF_CLIENT_A_DAY,
    acts_for,
    may_edit_profile,
)
from accounts.signals import work_answered, work_asked
from accounts.states import CONFIRMATION_MOVES, ConfirmationStatus
from common.contacts import names_a_website
from common.japan import today_in_japan

_LOCK = 4_601_382  # any number; questions by mail are counted one after the other
AT_ONCE = 200


@dataclass(frozen=True)
class Answer:
    """What a client says of a work; ``by`` is their account where they have one and are signed in."""

    is_confirmed: bool
    word: str = ""
    by: User | None = None


@transaction.atomic
def ask_by_mail(work: PastWork, *, email: str, actor: User, site: str) -> WorkConfirmation:
    """Mail a client a link by which they answer once. ``site`` ("https://host") is where it leads.

    Raises PermissionDenied, AlreadyAskedError, NameMissingError, OwnWorkError, LinkInWordsError, TooManyQuestionsError.
    """
    work, party = _lock(work, actor)
    if party.lacks_name_for_clients:
        raise NameMissingError
    email = email.strip().lower()
    if _is_address_of(party, email):
        raise OwnWorkError
    _require_room(party, email)
    token = new_token()
    confirmation = WorkConfirmation(
        work=work, party=party, email=email, token_digest=digest_of(token), asked_by=actor, **_facts_of(work)
    )
    # All that the asking side wrote of what the stranger gets to read; the subject of the mail, too.
    if any(map(names_a_website, (confirmation.title, confirmation.role, confirmation.asker_name))):
        raise LinkInWordsError
    confirmation.save()
    work_asked.send(sender=WorkConfirmation, confirmation=confirmation, token=token, site=site)
    return confirmation


@transaction.atomic
def ask_client(work: PastWork, *, client: Organisation, actor: User) -> WorkConfirmation:
    """Ask an organisation on the platform: its owners and editors answer signed in.

    Raises PermissionDenied, AlreadyAskedError, OwnWorkError, TooManyQuestionsError.
    """
    work, party = _lock(work, actor)
    if party.organisation_id == client.pk or client.memberships.filter(user=party.user_id).exists():
        raise OwnWorkError
    today = WorkConfirmation.objects.filter(party=party, client=client, asked_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= WORK_QUESTIONS_OF_CLIENT_A_DAY:
        raise TooManyQuestionsError(of_address=True)
    confirmation = WorkConfirmation.objects.create(
        work=work, party=party, client=client, asked_by=actor, **_facts_of(work)
    )
    work_asked.send(sender=WorkConfirmation, confirmation=confirmation, token="", site="")
    return confirmation


@transaction.atomic
def answer_question(question: WorkConfirmation, answer: Answer) -> WorkConfirmation:
    """Confirm or refuse, once; the same answer again is quiet. The caller knows that the client is answering.

    Raises LinkEndedError for a question that was taken back, answered otherwise or has run out, and OwnWorkError.
    """
    Profile.objects.select_for_update(no_key=True).get(party=question.party_id)
    locked = WorkConfirmation.objects.select_for_update(of=("self",)).select_related("party", "work")
    question = locked.get(pk=question.pk)
    if answer.by is not None and acts_for(answer.by, question.party):
        raise OwnWorkError
    wanted = ConfirmationStatus.CONFIRMED if answer.is_confirmed else ConfirmationStatus.REFUSED
    if question.status == wanted:
        return question
    work = question.work
    if not question.is_open or work is None:
        raise LinkEndedError
    question.answered_by, question.answered_at = answer.by, timezone.now()
    question.word = "" if answer.is_confirmed else answer.word
    _move(question, wanted)
    if answer.is_confirmed:
        PastWork.objects.filter(pk=work.pk).update(confirmed_on=today_in_japan())
        settle_skills(question.party)
        announce_change(question.party)
    work_answered.send(sender=WorkConfirmation, confirmation=question)
    return question


@transaction.atomic
def take_question_back(work: PastWork, *, actor: User) -> None:
    """The link stops working; quiet when no client is being asked. Raises PermissionDenied."""
    party = work.profile.party
    if not may_edit_profile(actor, party):
        raise PermissionDenied
    Profile.objects.select_for_update(no_key=True).get(pk=work.profile_id)
    for question in WorkConfirmation.objects.select_for_update().filter(work=work, status=ConfirmationStatus.ASKED):
        _move(question, ConfirmationStatus.WITHDRAWN)


def take_confirmation_away(work: PastWork) -> None:
    """The work is not what the client was asked about any more. The caller holds the profile's lock and settles the
    skills.
    """
    for standing in WorkConfirmation.objects.standing().select_for_update().filter(work=work):
        _move(standing, ConfirmationStatus.WITHDRAWN)
    work.confirmed_on = None
    PastWork.objects.filter(pk=work.pk, confirmed_on__isnull=False).update(confirmed_on=None)


@transaction.atomic
def expire_questions() -> int:
    """Notice questions nobody answered in time; how many there were."""
    over = WorkConfirmation.objects.run_out().order_by("pk")
    found = list(over.select_for_update(skip_locked=True)[:AT_ONCE])
    for question in found:
        _move(question, ConfirmationStatus.EXPIRED)
    return len(found)


@transaction.atomic
def forget_addresses() -> int:
    """Take the clients' addresses out of questions long over, and out of their history; how many.

    None of these counts any more for how often an address was asked.
    """
    before = timezone.now() - timedelta(days=CONFIRMATION_DAYS + ADDRESS_RESTS_DAYS)
    over = WorkConfirmation.objects.exclude(email="").exclude(status=ConfirmationStatus.ASKED)
    locked = over.filter(asked_at__lt=before).order_by("pk").select_for_update(skip_locked=True)
    keys = list(locked.values_list("pk", flat=True)[:AT_ONCE])
    WorkConfirmation.objects.filter(pk__in=keys).update(email="")
    apps.get_model("accounts", "WorkConfirmationEvent").objects.filter(pgh_obj__in=keys).update(email="")
    return len(keys)


def _lock(work: PastWork, actor: User) -> tuple[PastWork, Party]:
    """One question of a party after the other. Raises PermissionDenied, AlreadyAskedError."""
    party = Party.objects.select_related("organisation", "profile").get(profile=work.profile_id)
    if not may_edit_profile(actor, party):
        raise PermissionDenied
    Profile.objects.select_for_update(no_key=True).get(pk=work.profile_id)
    work = PastWork.objects.prefetch_related("skills").get(pk=work.pk)
    for question in WorkConfirmation.objects.run_out().filter(work=work).select_for_update():
        _move(question, ConfirmationStatus.EXPIRED)
    if WorkConfirmation.objects.standing().filter(work=work).exists():
        raise AlreadyAskedError
    return work, party


def _facts_of(work: PastWork) -> dict[str, object]:
    """What a client confirms of a work. Whatever else is said of it may change."""
    skills = sorted(skill.slug for skill in work.skills.all())
    return {"title": work.title, "year": work.year, "role": work.role, "skills": skills}


def _is_address_of(party: Party, email: str) -> bool:
    """Whether whoever acts for the party reads what is sent there."""
    own = people_behind([party.pk]).get(party.pk, [])
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return User.objects.filter(Q(email__iexact=email) | Q(pk__in=proven.values("user")), pk__in=own).exists()


def _require_room(party: Party, email: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    now, by_mail = timezone.now(), WorkConfirmation.objects.filter(client__isnull=True)
    if by_mail.filter(party=party, asked_at__gt=now - timedelta(days=1)).count() >= WORK_QUESTIONS_A_DAY:
        raise TooManyQuestionsError(of_address=False)
    lately = by_mail.filter(email=email, asked_at__gt=now - timedelta(days=ADDRESS_RESTS_DAYS))
    if lately.count() >= WORK_QUESTIONS_OF_ADDRESS:
        raise TooManyQuestionsError(of_address=True)


def _move(confirmation: WorkConfirmation, status: ConfirmationStatus) -> None:
    if status not in CONFIRMATION_MOVES[confirmation.status]:
        raise MoveNotAllowedError
    confirmation.status = status
    confirmation.save()
