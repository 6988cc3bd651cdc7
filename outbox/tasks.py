"""What a Celery worker does when a bell rings."""

import socket

from celery import shared_task

from outbox import actions


@shared_task(name="outbox.run_work", soft_time_limit=6, time_limit=8)
def run_work(work_id: int) -> None:
    """The limits lie below the lease of 10 s; the bell carries longer ones for kinds that renew their lease."""
    actions.run_work(work_id)


@shared_task(name="outbox.report_alive", soft_time_limit=6, time_limit=8)
def report_alive() -> None:
    """Proves the whole way: Redis, a worker's child, the database."""
    actions.record_heartbeat("worker", socket.gethostname())
