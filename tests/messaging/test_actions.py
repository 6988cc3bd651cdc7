"""Announcing, notifying and posting inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from datetime import timedelta
from threading import Event, Thread

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from messaging import queries, sentences, tasks
from messaging.actions import announce, forget_old_events, gathering, mark_all_read, notify, notify_each, post_mail
from messaging.models import MailboxMessage, Notification, OutgoingMail, StreamEvent
from messaging.tasks import forget_old_events as forget_old_events_and_mails
from outbox.actions import run_work
from outbox.bells import OutsideTransactionError
from outbox.leases import LeaseLostError, claim_work
from outbox.models import Work
from outbox.registry import WORK_KINDS

pytestmark = pytest.mark.django_db(transaction=True)


def tell(users: list[User], name: str = "order-changed", **payload: str) -> None:
    with transaction.atomic():
        announce(users, name, payload)


def sequences(user: User) -> list[int]:
    return list(StreamEvent.objects.filter(user=user).order_by("sequence").values_list("sequence", flat=True))


def test_announce_numbers_each_reader_from_one(readers: list[User]) -> None:
    tell(readers[:2], order="abc")
    tell(readers[1:], order="def")
    assert [sequences(reader) for reader in readers] == [[1], [1, 2], [1]]
    assert [queries.last_sequence(reader) for reader in readers] == [1, 2, 1]
    newest = queries.read_streams({readers[1].pk: 1})[readers[1].pk].events
    assert [json.loads(event.payload) for event in newest] == [{"order": "def"}]


def test_announce_needs_a_transaction(readers: list[User]) -> None:
    with pytest.raises(OutsideTransactionError):
        announce(readers, "order-changed", {})
    assert not StreamEvent.objects.exists()


def test_announce_leaves_no_gap_when_undone(readers: list[User]) -> None:
    tell(readers)
    with transaction.atomic():
        announce(readers, "order-changed", {})
        transaction.set_rollback(True)
    tell(readers)
    assert sequences(readers[0]) == [1, 2]


def test_announce_skips_the_inactive_and_the_gone(readers: list[User]) -> None:
    User.objects.filter(pk=readers[0].pk).update(is_active=False)
    gone = readers[1].pk
    readers[1].delete()
    with transaction.atomic():
        announce([readers[0], gone, readers[2].pk], "order-changed", {})
    assert list(StreamEvent.objects.values_list("user_id", flat=True)) == [readers[2].pk]


def test_announce_rings_the_readers_after_the_commit(readers: list[User]) -> None:
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as listener:
        listener.execute("LISTEN kakehashi_stream")
        tell(readers[:2])
        notes = list(listener.notifies(timeout=5, stop_after=1))
    assert [note.payload for note in notes] == [f"[{readers[0].pk},{readers[1].pk}]"]


def test_concurrent_announcements_to_readers_in_any_order_neither_deadlock_nor_leave_gaps(readers: list[User]) -> None:
    failures: list[DatabaseError] = []

    def announce_twenty(first: User, second: User, is_gathered: bool) -> None:
        try:
            for _ in range(20):
                with transaction.atomic(), gathering() if is_gathered else nullcontext():
                    announce([first], "order-changed", {})
                    announce([second], "order-changed", {})
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    pairs = [(readers[0], readers[1]), (readers[1], readers[0])] * 2
    ways = [(*pair, is_gathered) for pair, is_gathered in zip(pairs, (True, True, False, True), strict=True)]
    threads = [Thread(target=announce_twenty, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert sequences(readers[0]) == sequences(readers[1]) == list(range(1, 81))


def test_resume_misses_nothing_when_the_earlier_row_commits_later(readers: list[User]) -> None:
    """With "id > last seen" the slow transaction's event, whose row id is lower, would never be delivered."""
    wrote_first, committed_second = Event(), Event()
    slow_reader, quick_reader = readers[0], readers[1]

    def slow() -> None:
        with transaction.atomic():
            StreamEvent.objects.create(user=quick_reader, sequence=10_000, name="only-takes-an-id")
            wrote_first.set()
            assert committed_second.wait(10)
            announce([slow_reader], "late", {})
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    assert wrote_first.wait(10)
    tell([slow_reader], "early")
    seen = queries.read_streams({slow_reader.pk: 0})[slow_reader.pk]
    committed_second.set()
    thread.join()
    later = queries.read_streams({slow_reader.pk: seen.last})[slow_reader.pk]
    assert [event.name for event in seen.events] == ["early"]
    assert [event.name for event in later.events] == ["late"]


def test_second_announcer_waits_for_the_first_to_commit(readers: list[User]) -> None:
    announced, may_commit, order = Event(), Event(), list[str]()

    def first() -> None:
        with transaction.atomic():
            announce(readers, "first", {})
            announced.set()
            assert may_commit.wait(10)
            order.append("first")
        connection.close()

    def second() -> None:
        assert announced.wait(10)
        tell(readers, "second")
        order.append("second")
        connection.close()

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    threads[1].join(0.3)
    may_commit.set()
    for thread in threads:
        thread.join()
    assert order == ["first", "second"]
    events = queries.read_streams({readers[0].pk: 0})[readers[0].pk].events
    assert [event.name for event in events] == ["first", "second"]


def test_reading_of_dropped_events_is_incomplete(readers: list[User]) -> None:
    for _ in range(3):
        tell(readers[:1])
    StreamEvent.objects.filter(sequence__lte=2).delete()
    reader = readers[0].pk
    assert not queries.read_streams({reader: 1})[reader].is_complete
    assert queries.read_streams({reader: 2})[reader].is_complete
    assert queries.read_streams({reader: 3})[reader] == queries.Reading(last=3)


def test_reading_of_too_many_events_is_incomplete(readers: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_RESUMED", 2)
    for _ in range(3):
        tell(readers[:1])
    reader = readers[0].pk
    assert not queries.read_streams({reader: 0})[reader].is_complete
    assert len(queries.read_streams({reader: 1})[reader].events) == 2


def test_reading_many_streams_takes_two_queries(readers: list[User], django_assert_num_queries: object) -> None:
    tell(readers)
    for count in (1, 3):
        with django_assert_num_queries(2):  # type: ignore[operator]
            queries.read_streams({reader.pk: 0 for reader in readers[:count]})


def test_notify_tells_once_and_rings(readers: list[User], sentence: str) -> None:
    for _ in range(2):
        with transaction.atomic():
            notify(readers[0], kind=sentence, facts={"title": "在庫"}, path="/orders/x/", dedupe_key="x")
    assert Notification.objects.count() == 1
    assert list(StreamEvent.objects.values_list("name", flat=True)) == ["notified"]
    assert queries.unread_count(readers[0]) == 1
    assert queries.as_told(queries.notifications_of(readers[0]))[0].body == "在庫"


def test_notify_each_tells_and_mails_only_those_not_told_yet(readers: list[User], sentence: str) -> None:
    facts = {"title": "在庫"}
    with transaction.atomic():
        notify_each(readers[:1], kind=sentence, facts=facts, path="/", dedupe_key="x")
        notify_each(readers, kind=sentence, facts=facts, path="/", dedupe_key="x", mail=True)
    assert [sequences(reader) for reader in readers] == [[1], [1], [1]]
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {reader.email for reader in readers[1:]}


def test_gathered_news_are_written_together_and_number_each_reader(readers: list[User], sentence: str) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as caught, gathering():
        for number in range(20):
            announce([readers[2]], "bid-changed", {"bid": str(number)})
            announce(readers[:2], "order-changed", {"order": str(number)})
            notify_each(readers, kind=sentence, facts={"title": "x"}, path="/", dedupe_key=str(number), mail=True)
            post_mail("someone@example.jp", "件名", "本文")
    assert len(caught) <= 10
    assert [sequences(reader) for reader in readers] == [list(range(1, 22))] * 3
    first = StreamEvent.objects.filter(user=readers[0], sequence__lte=2).order_by("sequence")
    assert list(first.values_list("payload", flat=True)) == [{"order": "0"}, {"order": "1"}]
    assert (Notification.objects.count(), OutgoingMail.objects.count()) == (60, 80)
    assert Work.objects.filter(kind="messaging.send_mail").count() == 80


def test_gathering_that_fails_inside_another_tells_nothing(readers: list[User]) -> None:
    with transaction.atomic(), gathering():
        announce(readers[:1], "kept", {})
        with suppress(RuntimeError), gathering():
            announce(readers, "dropped", {})
            raise RuntimeError
    assert list(StreamEvent.objects.values_list("name", flat=True)) == ["kept"]


def test_gathered_announcements_to_readers_in_any_order_wait_for_nobody_else(readers: list[User]) -> None:
    """One transaction holds its readers' cursors; another one, to other readers, commits meanwhile."""
    told, may_commit = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            with gathering():
                announce([readers[1]], "order-changed", {})
                announce([readers[0]], "order-changed", {})
            told.set()
            assert may_commit.wait(10)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    assert told.wait(10)
    with transaction.atomic(), gathering():
        announce([readers[2]], "order-changed", {})
    assert sequences(readers[2]) == [1]
    may_commit.set()
    thread.join()


def test_notify_by_mail_writes_in_the_readers_language(readers: list[User], sentence: str) -> None:
    User.objects.filter(pk=readers[0].pk).update(language="en")
    for reader in readers[:2]:
        with transaction.atomic():
            notify(reader, kind=sentence, facts={"title": "x"}, path="/", dedupe_key="x", mail=True)
    subjects = OutgoingMail.objects.order_by("pk").values_list("subject", flat=True)
    assert list(subjects) == ["Home", "ホーム"]


def test_notify_refuses_an_unknown_sentence(readers: list[User]) -> None:
    with pytest.raises(sentences.UnknownSentenceError), transaction.atomic():
        notify(readers[0], kind="nobody.said.this", facts={}, path="/", dedupe_key="x")


def test_sentence_is_registered_once(sentence: str) -> None:
    with pytest.raises(sentences.DuplicateSentenceError):
        sentences.register(sentence, "", "")  # type: ignore[arg-type]


def test_mark_all_read_leaves_other_readers_alone(readers: list[User], sentence: str) -> None:
    with transaction.atomic():
        notify_each(readers, kind=sentence, facts={"title": "x"}, path="/", dedupe_key="x")
    mark_all_read(readers[0])
    assert [queries.unread_count(reader) for reader in readers] == [0, 1, 1]


@pytest.fixture
def mailbox() -> Iterator[None]:
    """The demo's mailer, which the test runner replaces by its own."""
    with override_settings(MAILERS={"default": {"BACKEND": "messaging.mailbox.MailboxBackend", "OPTIONS": {}}}):
        yield


@pytest.mark.usefixtures("mailbox")
def test_mail_is_written_with_the_action_and_sent_once() -> None:
    with transaction.atomic():
        post_mail("someone@example.jp", "件名\nBcc: x@example.jp", "本文")
    assert not MailboxMessage.objects.exists()
    work = Work.objects.get(kind="messaging.send_mail")
    assert run_work(work.pk)
    assert not run_work(work.pk)
    kept = MailboxMessage.objects.get()
    assert (kept.to, kept.subject, kept.body) == ("someone@example.jp", "件名 Bcc: x@example.jp", "本文")
    sent = OutgoingMail.objects.get()
    assert sent.sent_at is not None
    assert sent.body == ""  # what it said may have opened an account


@pytest.mark.usefixtures("mailbox")
def test_mail_already_sent_is_not_sent_again() -> None:
    with transaction.atomic():
        post_mail("someone@example.jp", "件名", "本文")
    work = Work.objects.get()
    run_work(work.pk)
    Work.objects.update(done_version=0)
    run_work(work.pk)
    assert Work.objects.get().done_version == 1
    assert MailboxMessage.objects.count() == 1


@pytest.mark.usefixtures("mailbox")
def test_mail_of_a_lost_lease_is_not_sent() -> None:
    with transaction.atomic():
        post_mail("someone@example.jp", "件名", "本文")
    lease = claim_work(Work.objects.get().pk)
    assert lease is not None
    Work.objects.update(lease_token=None)
    with pytest.raises(LeaseLostError):
        WORK_KINDS["messaging.send_mail"].handler(lease)
    assert not MailboxMessage.objects.exists()


@override_settings(MAILERS={"default": {"BACKEND": "tests.messaging.broken_mailer.BrokenMailer", "OPTIONS": {}}})
def test_mail_that_cannot_be_sent_is_kept_for_another_try() -> None:
    with transaction.atomic():
        post_mail("someone@example.jp", "件名", "本文")
    work = Work.objects.get()
    assert not run_work(work.pk)
    work.refresh_from_db()
    assert work.done_version == 0
    assert OutgoingMail.objects.get().sent_at is None


@pytest.mark.usefixtures("mailbox")
def test_a_mail_nobody_could_send_for_a_week_loses_its_text_and_is_not_sent() -> None:
    with transaction.atomic():
        post_mail("someone@example.jp", "件名", "https://example.jp/invitations/secret/")
        post_mail("someone@example.jp", "件名", "本文")
    old, new = OutgoingMail.objects.order_by("pk")
    OutgoingMail.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    forget_old_events_and_mails()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.body, old.sent_at) == ("", None)
    assert new.body == "本文"
    assert run_work(Work.objects.get(key=str(old.pk)).pk)
    assert not MailboxMessage.objects.exists()
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=31))
    forget_old_events_and_mails()
    assert not OutgoingMail.objects.exists()


def test_old_events_are_forgotten(readers: list[User]) -> None:
    tell(readers[:1])
    tell(readers[:1])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_streamevent SET created_at = now() - interval '8 days' WHERE sequence = 1")
    assert forget_old_events(timedelta(days=7)) == 1
    assert sequences(readers[0]) == [2]


def test_read_notifications_and_demo_mails_are_forgotten_in_time(readers: list[User]) -> None:
    long_ago, lately = timezone.now() - timedelta(days=181), timezone.now() - timedelta(days=29)
    for key, read_at in {"read": long_ago, "just read": lately, "unread": None}.items():
        Notification.objects.create(user=readers[0], kind="x", dedupe_key=key, read_at=read_at)
    Notification.objects.update(created_at=long_ago)
    for subject, at in {"old": timezone.now() - timedelta(days=31), "young": lately}.items():
        MailboxMessage.objects.create(to="x@example.jp", subject=subject, body="")
        MailboxMessage.objects.filter(subject=subject).update(at=at)
    tasks.forget_old_events()
    assert set(Notification.objects.values_list("dedupe_key", flat=True)) == {"just read", "unread"}
    assert [mail.subject for mail in MailboxMessage.objects.all()] == ["young"]
