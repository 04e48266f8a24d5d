"""Become a server: `python launch.py <parent> <uid> <signal> <program> <argument>…`.

Two things a plain start cannot do. PostgreSQL refuses to run as root, so root's private server runs as another user,
yet keeps root's right to pass through directories, because a checkout may well lie under /root. And the server is told
to stop when its parent dies, so that nothing is left behind even by `kill -9`.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
SECBIT_KEEP_CAPS = 1 << 4
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1


def require(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def become(libc: ctypes.CDLL, uid: int) -> None:
    """Change to `uid` and keep of root's rights only that of opening files."""
    # Without NO_SETUID_FIXUP access(2) would answer for the bare user, and initdb asks it before it runs postgres.
    require(libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP | SECBIT_KEEP_CAPS, 0, 0, 0))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    right = 1 << CAP_DAC_OVERRIDE
    sets = (ctypes.c_uint32 * 6)(right, right, right, 0, 0, 0)
    require(libc.capset(ctypes.byref(header), ctypes.byref(sets)))
    require(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0))


def main(parent: int, uid: int, stop_signal: int, command: list[str]) -> None:
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if uid != os.getuid():
            become(libc, uid)
        if stop_signal:
            # After the change of user, which would clear it.
            require(libc.prctl(PR_SET_PDEATHSIG, stop_signal, 0, 0, 0))
            if os.getppid() != parent:
                # It died before the kernel was told, and nobody would ever stop us.
                sys.exit("the parent is gone already")
    os.execv(command[0], command)  # noqa: S606 - to become the server is the point


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
