"""Watches over the processes of the demo: starts again what ends by itself, ends everything in order."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Never, Protocol

from common.children import Child

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_STABLE_SECONDS = 60.0


class Stopped(BaseException):
    """Somebody asked the demo to end: Ctrl-C, SIGTERM, or the terminal was closed."""


class Startable(Protocol):
    """A child process, or a server around one."""

    @property
    def running(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class _Watched:
    name: str
    part: Startable
    started: float
    pause: float = _FIRST_PAUSE
    due: float | None = None
    ended: Callable[[], None] | None = None


@dataclass
class Supervisor:
    """Owns started parts in the order they depend on each other. `say` gets a line for each thing worth knowing."""

    say: Callable[[str], None]
    parts: list[_Watched] = field(default_factory=list)

    def start(self, name: str, part: Startable) -> None:
        """Take over `part`, starting it unless it runs already."""
        self.parts.append(_Watched(name, part, time.monotonic()))
        if not part.running:
            part.start()

    def start_once(self, name: str, part: Startable, ended: Callable[[], None]) -> None:
        """Start a part that comes to an end by itself; `ended` is called then, and it is not started again."""
        self.parts.append(_Watched(name, part, time.monotonic(), ended=ended))
        part.start()

    def look_after(self) -> None:
        """One round: note who ended, start again who is due."""
        now = time.monotonic()
        for watched in list(self.parts):
            if watched.part.running:
                continue
            if watched.ended is not None:
                self.parts.remove(watched)
                watched.ended()
                watched.part.stop()
            elif watched.due is None:
                if now - watched.started > _STABLE_SECONDS:
                    watched.pause = _FIRST_PAUSE
                watched.due = now + watched.pause
                self.say(f"{watched.name} ended by itself; starting it again in {watched.pause:.0f} s")
                watched.pause = min(watched.pause * 2, _LONGEST_PAUSE)
            elif now >= watched.due:
                self._restart(watched)

    def watch(self) -> Never:
        """Look after everything until a signal raises `Stopped`."""
        while True:
            self.look_after()
            time.sleep(0.3)

    def stop(self) -> None:
        """End everything, last started first; programs that may end side by side are asked together."""
        for watched in self.parts:
            if isinstance(watched.part, Child):
                watched.part.ask_to_stop()
        while self.parts:
            self.parts.pop().part.stop()

    def _restart(self, watched: _Watched) -> None:
        watched.part.stop()  # whatever its group left behind
        watched.started, watched.due = time.monotonic(), None
        try:
            watched.part.start()
        except Exception as failure:  # noqa: BLE001 -- whatever it is, the next round tries again
            self.say(f"{watched.name}: {failure}")


def stop_on_signals() -> None:
    """From here on Ctrl-C, SIGTERM and SIGHUP raise `Stopped`, once; later ones do not disturb the ending."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in signals:
        signal.signal(number, stop)
