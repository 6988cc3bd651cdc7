"""`manage.py demo`: everything on one machine, with one command and nothing installed (`make demo`)."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from common.database import DatabaseRefusedError
from common.embedded import EmbeddedError
from common.servers import LOCAL
from portal.first_start import CannotStartError
from portal.local_demo import LocalDemo, say
from portal.processes import Stopped, stop_on_signals


class Command(BaseCommand):
    help = "Starts PostgreSQL, Redis, web server, worker and reconciler, with demo data, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")
        parser.add_argument("--state", type=Path, default=LOCAL, help="the folder that keeps data and logs")
        parser.add_argument("--steps-done", type=int, default=0, help="steps shown before this command")
        parser.add_argument("--reset", action="store_true", help="remove the demo's data instead")

    def handle(self, *args: Any, **options: Any) -> None:
        stop_on_signals()
        demo = LocalDemo(options["state"].absolute(), options["host"], options["port"], options["steps_done"])
        try:
            if options["reset"]:
                demo.reset()
            else:
                demo.run()
        except Stopped:
            say("Stopped. The data stays; `make demo` continues with it.\n")
        except (CannotStartError, DatabaseRefusedError, EmbeddedError) as sentence:
            sys.exit(f"Cannot start: {sentence}")
        except OSError as refusal:
            sys.exit(f"Cannot start: {refusal.filename or 'the system'}: {refusal.strerror}.")
