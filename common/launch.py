"""Run a program that the kernel ends when its parent ends: `launch.py PARENT SIGNAL UID GID PROGRAM [ARGUMENT…]`.

A program of its own because the setting survives `exec` but no change of account, and because a hook between fork and
exec is unsafe in a parent with threads. Only Linux has the setting; elsewhere the record of `common.children` repairs.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int, death_signal: int, uid: int, gid: int, program: list[str]) -> None:
    """Replace this process by `program`, as account `uid`:`gid` (-1 keeps ours)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 -- the caller's own program


if __name__ == "__main__":
    parent_pid, number, account, group = map(int, sys.argv[1:5])
    main(parent_pid, number, account, group, sys.argv[5:])
