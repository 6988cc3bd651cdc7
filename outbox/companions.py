"""Threads beside the reconciler's loop, so that slow work never delays a bell."""

from __future__ import annotations

import logging
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from django.db import Error, connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5


class Companion:
    """Does one item after another while `active` is set.

    `items` yields (seconds the item may take, what to call). An item that never returns cannot be stopped from inside;
    `is_stuck` lets the program end itself, and its supervisor starts a new one.
    """

    def __init__(self, name: str, items: Callable[[], Iterator[tuple[float, Callable[[], object]]]]) -> None:
        self._items = items
        self._active = Event()
        self._stopping = Event()
        self._deadline: float | None = None
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def set_active(self, *, active: bool) -> None:
        if active:
            self._active.set()
        else:
            self._active.clear()

    def is_stuck(self) -> bool:
        deadline = self._deadline
        return deadline is not None and monotonic() > deadline

    def stop(self, wait: float) -> bool:
        """Ask to stop and wait so many seconds. Whether it has stopped."""
        self._stopping.set()
        self._thread.join(wait)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE_SECONDS):
            if self._active.is_set():
                self._round()
        connection.close()

    def _round(self) -> None:
        try:
            for seconds, call in self._items():
                if self._stopping.is_set() or not self._active.is_set():
                    return
                self._deadline = monotonic() + seconds
                call()
                self._deadline = None
        except Error as error:
            logger.warning("%s lost the database (%s)", self._thread.name, type(error).__name__)
            connection.close()
        except Exception:
            logger.exception("%s failed", self._thread.name)
        finally:
            self._deadline = None
