"""Child processes end with their parent, and what an earlier parent left is ended at the next start."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.children import Child, _born, end_stray
from tests.bootstrap.processes import family_of, still_living, wait_until

SLEEPER = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
PARENT = """
import sys, time
from pathlib import Path
from common.children import Child
folder = Path(sys.argv[1])
Child([sys.executable, "-c", "import time; time.sleep(600)"], record=folder / "x.pid", log=folder / "x.log").start()
time.sleep(600)
"""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A program with a child of its own."""
    made = Child([sys.executable, "-c", SLEEPER], record=tmp_path / "child.pid", log=tmp_path / "child.log")
    yield made
    made.stop()


def test_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)]) as parent:
        assert wait_until((tmp_path / "x.pid").exists)
        wait_until((tmp_path / "x.pid").read_text)
        family = family_of(parent.pid)
        assert len(family) == 2
        parent.kill()
    assert wait_until(lambda: not still_living(family))


def test_stop_ends_the_whole_group(child: Child) -> None:
    child.start()
    assert child.process is not None
    pid = child.process.pid
    assert wait_until(lambda: len(family_of(pid)) == 2)
    family = family_of(pid)
    child.stop()
    assert wait_until(lambda: not still_living(family), 2)
    assert not child.record.exists()


def test_start_ends_what_an_earlier_owner_left(child: Child) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True) as left:
        record = {"pid": left.pid, "born": _born(left.pid), "signal": int(signal.SIGTERM)}
        child.record.write_text(json.dumps(record))
        child.start()
        assert left.wait(10) == -signal.SIGTERM
    assert child.running


def test_stray_record_of_a_reused_number_harms_nobody(tmp_path: Path) -> None:
    record = tmp_path / "old.pid"
    record.write_text(json.dumps({"pid": os.getpid(), "born": "1", "signal": int(signal.SIGKILL)}))
    end_stray(record)
    assert not record.exists()


@pytest.mark.parametrize("written", ["", "{", '{"pid": 1}', "[]", "null"])
def test_broken_record_is_ignored(tmp_path: Path, written: str) -> None:
    record = tmp_path / "broken.pid"
    record.write_text(written)
    end_stray(record)
