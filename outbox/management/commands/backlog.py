"""How background work stands, for the person or the monitoring that looks after the platform."""

from __future__ import annotations

import sys
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from outbox.queries import backlog, is_reconciler_alive, is_worker_alive

# A ranking takes a second, a mail five; whatever is asked for longer ago waits for something that is broken.
LONGEST_WAIT = timedelta(minutes=2)


class Command(BaseCommand):
    help = "Say how background work stands. Ends with 1 when somebody should look."

    def handle(self, *_args: object, **_options: object) -> None:
        found = backlog()
        waited = timezone.now() - found.oldest if found.oldest else timedelta()
        signs = {True: "alive", False: "SILENT for half a minute"}
        worker, reconciler = is_worker_alive(), is_reconciler_alive()
        self.stdout.write(f"waiting     {found.waiting}\nin progress {found.running}\ngiven up    {found.dead}")
        self.stdout.write(f"oldest      {waited.total_seconds():.0f} s")
        self.stdout.write(f"worker      {signs[worker]}\nreconciler  {signs[reconciler]}")
        if found.dead or waited > LONGEST_WAIT or not worker or not reconciler:
            sys.exit(1)
