"""Keeps background work going: rings workers, does overdue rows, runs schedules, relays wake-ups to live streams."""

from __future__ import annotations

import logging
import os
import signal
from typing import TYPE_CHECKING

from django.core.management.base import BaseCommand

from outbox.reconciler import Reconciler, StuckError

if TYPE_CHECKING:
    from types import FrameType

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the reconciler until SIGTERM. Start as many as you like: one is active, the others stand by."

    def handle(self, *_args: object, **_options: object) -> None:
        reconciler = Reconciler()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            reconciler.stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        try:
            at_rest = reconciler.run()
        except StuckError:
            logger.critical("a handler or a job ignores its time limit; ending so that a new process can take over")
            os._exit(1)
        if not at_rest:
            # A row is still being worked on: its lease lapses and somebody else does it.
            os._exit(0)
