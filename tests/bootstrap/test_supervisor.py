"""What ends by itself starts again, ever more slowly; everything ends in reverse order."""

from dataclasses import dataclass, field

import pytest

from portal import processes
from portal.processes import Supervisor


@dataclass
class Part:
    """Stands for a process."""

    name: str
    ended: list[str]
    running: bool = False
    starts: int = 0
    refuses: bool = False

    def start(self) -> None:
        self.starts += 1
        if self.refuses:
            raise RuntimeError("no")
        self.running = True

    def stop(self) -> None:
        self.running = False
        self.ended.append(self.name)


@dataclass
class Clock:
    """Stands for the `time` module."""

    now: float = 0.0
    naps: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(processes, "time", made)
    return made


def test_ended_part_starts_again_after_a_growing_pause(clock: Clock) -> None:
    said: list[str] = []
    supervisor, part = Supervisor(said.append), Part("worker", [])
    supervisor.start("worker", part)
    pauses = []
    for _ in range(7):
        part.running = False
        supervisor.look_after()
        noticed, starts = clock.now, part.starts
        while part.starts == starts:
            clock.now += 0.5
            supervisor.look_after()
        pauses.append(clock.now - noticed)
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert len(said) == 7


def test_part_that_ran_long_starts_again_at_once(clock: Clock) -> None:
    supervisor, part = Supervisor(lambda _line: None), Part("worker", [])
    supervisor.start("worker", part)
    for _ in range(4):
        part.running = False
        clock.now += 100
        supervisor.look_after()
        clock.now += 1
        supervisor.look_after()
        assert part.running


def test_part_that_cannot_start_is_tried_again(clock: Clock) -> None:
    said: list[str] = []
    supervisor, part = Supervisor(said.append), Part("redis", [])
    supervisor.start("redis", part)
    part.running, part.refuses = False, True
    for _ in range(20):
        clock.now += 1
        supervisor.look_after()
    assert part.starts > 2
    part.refuses = False
    clock.now += 60
    supervisor.look_after()
    clock.now += 60
    supervisor.look_after()
    assert part.running
    assert "redis: no" in said


def test_stop_ends_the_last_started_first() -> None:
    ended: list[str] = []
    supervisor = Supervisor(lambda _line: None)
    for name in ("postgres", "redis", "web"):
        supervisor.start(name, Part(name, ended))
    supervisor.stop()
    assert ended == ["web", "redis", "postgres"]


def test_part_that_comes_to_an_end_by_itself_is_not_started_again(clock: Clock) -> None:
    said: list[str] = []
    supervisor, ended = Supervisor(said.append), []
    part = Part("stories", [])
    supervisor.start_once("stories", part, lambda: ended.append(part.name))
    supervisor.look_after()
    assert ended == []
    part.running = False
    for _ in range(3):
        clock.now += 60
        supervisor.look_after()
    assert ended == ["stories"]
    assert (part.starts, said, supervisor.parts) == (1, [], [])
