"""The few calls into Linux that Python's own library lacks. Each raises OSError when it is refused."""

from __future__ import annotations

import ctypes
import os
import signal
from typing import Final

from graders.isolation.syscalls import architecture, number

NEW_MOUNTS: Final = 0x00020000
NEW_UTS: Final = 0x04000000
NEW_IPC: Final = 0x08000000
NEW_USER: Final = 0x10000000
NEW_PIDS: Final = 0x20000000
NEW_NETWORK: Final = 0x40000000

READ_ONLY, NO_SUID, NO_DEVICES, NO_PROGRAMS, REMOUNT = 1, 2, 4, 8, 32
BIND, RECURSIVE, PRIVATE = 4096, 16384, 1 << 18

SET_PARENT_DEATH_SIGNAL: Final = 1
SET_DUMPABLE: Final = 4
SET_SECCOMP: Final = 22
DROP_BOUNDING: Final = 24
SET_CHILD_SUBREAPER: Final = 36
SET_NO_NEW_PRIVILEGES: Final = 38
GET_CHILD_NUMBER_ADDRESS: Final = 40
AMBIENT: Final = 47
FILTER_MODE: Final = 2
CLEAR_AMBIENT: Final = 4
CHILD_CLEARS_ITS_NUMBER: Final = 0x00200000
CHILD_SETS_ITS_NUMBER: Final = 0x01000000
CAPABILITY_VERSION: Final = 0x20080522
LAST_CAPABILITY: Final = 40

_libc = ctypes.CDLL(None, use_errno=True)
_fork = ctypes.PyDLL(None, use_errno=True).syscall  # holds on to Python's lock, as a fork must
_fork.restype = ctypes.c_long


def _checked(result: int, doing: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{doing}: {os.strerror(number)}")


def fork_into_new(flags: int) -> int:
    """As `os.fork`, but the child begins in new namespaces, those named by the NEW_... flags.

    The process must have no other threads: the C library, which has no such call, is not told.
    """
    kept = ctypes.c_void_p()
    # Where the C library keeps the number of this thread; the child has another one. A Linux built without
    # that question leaves it as it was.
    _libc.prctl(GET_CHILD_NUMBER_ADDRESS, ctypes.byref(kept), 0, 0, 0)
    if kept.value:
        flags |= CHILD_SETS_ITS_NUMBER | CHILD_CLEARS_ITS_NUMBER
    clone = number("clone", architecture()[0])
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    # The last two arguments are in the other order on other machines; only one of them is looked at.
    child: int = _fork(clone, ctypes.c_ulong(flags | signal.SIGCHLD), None, None, kept, kept)
    if child == 0:
        python.PyOS_AfterFork_Child()
        return 0
    failed = ctypes.get_errno()
    python.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(failed, f"new namespaces: {os.strerror(failed)}")
    return child


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Mount `source` on `target`, as mount(2) does."""
    encoded = [None if text is None else text.encode() for text in (source, target, kind)]
    _checked(_libc.mount(*encoded, ctypes.c_ulong(flags), options.encode() or None), f"mount on {target}")


def prctl(option: int, value: int = 0, pointer: ctypes.c_void_p | None = None) -> None:
    """Set an attribute of this process, as prctl(2) does."""
    zero = ctypes.c_ulong(0)
    third = zero if pointer is None else pointer
    _checked(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), third, zero, zero), f"prctl {option}")


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop_capabilities() -> None:
    """Give up every capability of this thread, for good."""
    prctl(SET_NO_NEW_PRIVILEGES, 1)
    prctl(AMBIENT, CLEAR_AMBIENT)
    for capability in range(LAST_CAPABILITY + 1):
        # A Linux that does not know a capability says EINVAL; there is none to drop then.
        _libc.prctl(ctypes.c_int(DROP_BOUNDING), ctypes.c_ulong(capability), ctypes.c_ulong(0), 0, 0)
    none = (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(ctypes.byref(_CapabilityHeader(CAPABILITY_VERSION, 0)), none), "drop capabilities")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def install_filter(program: bytes) -> None:
    """Put a filter from `seccomp` on this thread and all that it starts, for good."""
    prctl(SET_NO_NEW_PRIVILEGES, 1)
    filled = _Program(len(program) // 8, program)
    pointer = ctypes.cast(ctypes.byref(filled), ctypes.c_void_p)
    prctl(SET_SECCOMP, FILTER_MODE, pointer)
