"""The rest of the demo, chapter by chapter: each is written completely or not at all, and once."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Profile, User
from accounts.signals import profiles_changed
from common.japan import JAPAN
from orders.models import Order
from orders.signals import order_published
from orders.states import OrderStatus
from portal.demo.accounts import DEMO_PASSWORD, DOMAIN
from portal.demo.telling import Chapter, tell_chapter
from portal.demo.telling.plan import CHAPTERS
from portal.demo.writing.orders import OrderWriter
from portal.demo.writing.people import PeopleWriter
from portal.demo.writing.words import Vocabulary

_LOADING = 3_118_204  # any number that no other advisory lock of this database has


@dataclass(frozen=True)
class Progress:
    """``rows`` were written in ``seconds``; ``number`` of ``chapters`` are there."""

    number: int
    chapters: int
    rows: int
    seconds: float


def chapters_for(scale: float) -> int:
    """How many chapters a scale means: 1 is the whole demo, 0.1 one chapter, 10 ten times as much."""
    return max(round(CHAPTERS * scale), 1)


def load_country(scale: float, tell: Callable[[Progress], None], *, now: datetime.datetime | None = None) -> None:
    """Write the chapters that are missing, and have everything ranked. Quiet where all is there.

    One chapter is in memory at a time. Interrupted, it continues with the chapter it was at.
    """
    began, rows, wanted = perf_counter(), 0, chapters_for(scale)
    moment = (now or timezone.now()).astimezone(JAPAN)
    words, password = Vocabulary.read(), make_password(DEMO_PASSWORD)
    with _one_loads():
        for number in range(wanted):
            if not is_told(number):
                with transaction.atomic():
                    rows += write_chapter(tell_chapter(number, moment), words, moment, password)
                    if number == wanted - 1:
                        profiles_changed.send(sender=Profile)
            tell(Progress(number + 1, wanted, rows, perf_counter() - began))


@contextmanager
def _one_loads() -> Iterator[None]:
    """Others wait; while it lasts, pages say how far the demo has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOADING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOADING])


def _is_being_loaded() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE datname = current_database() AND locktype = 'advisory' AND classid = 0 AND objid = %s AND granted)",
            [_LOADING],
        )
        return bool(cursor.fetchone()[0])


def is_complete(scale: float = 1) -> bool:
    return is_told(chapters_for(scale) - 1)


def is_told(number: int) -> bool:
    return User.objects.filter(email=_owner_of(number)).exists()


@dataclass(frozen=True)
class Loading:
    """``there`` of the ``chapters`` of the usual demo."""

    there: int
    chapters: int = CHAPTERS


def loading() -> Loading | None:
    """How far the usual demo has come in; None while nobody loads it, and once all of it is there."""
    if not _is_being_loaded():
        return None
    there = User.objects.filter(email__in=[_owner_of(number) for number in range(CHAPTERS)]).count()
    return Loading(there) if there < CHAPTERS else None


def _owner_of(number: int) -> str:
    """Whom every chapter has, under an address that no other chapter gives."""
    return f"owner{number:03d}-00@{DOMAIN}"


@transaction.atomic
def write_chapter(chapter: Chapter, words: Vocabulary, now: datetime.datetime, password: str) -> int:
    """Write it all and announce its live orders, whose rankings arrive by themselves; how many rows it took."""
    people = PeopleWriter(words, now, password)
    written = people.write(chapter.number, chapter.organisations, chapter.candidates)
    orders = OrderWriter(words, written, chapter.candidates, now)
    orders.write([*chapter.orders, *chapter.live])
    ids = [told.public_id for told in chapter.live if told.status == OrderStatus.OPEN]
    for order in Order.objects.filter(public_id__in=ids).order_by("pk"):
        order_published.send(sender=Order, order=order)
    return people.written + orders.written
