"""The platform as separate processes, started for one measurement."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

from outbox.models import Heartbeat
from tests.browser.platform import Platform
from tests.faults.plant import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

# The worker reads everybody before it takes its first message.
PATIENCE = 180.0


@contextmanager
def running_platform() -> Iterator[tuple[Platform, float]]:
    """The processes, and the seconds until the worker answered for the first time."""
    with TemporaryDirectory(prefix="kakehashi-bench-") as directory:
        platform = Platform(Path(directory), handlers=("bench.floor",))
        try:
            Heartbeat.objects.all().delete()
            began = monotonic()
            for child in (platform.worker, platform.reconciler):
                child.start()
            wait_until(Heartbeat.objects.filter(name="worker").exists, PATIENCE, "the worker's sign of life")
            ready = monotonic() - began
            platform.start()
            yield platform, ready
        finally:
            platform.stop()
