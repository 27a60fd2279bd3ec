"""Filters on system calls, written as the small programs that the Linux kernel runs before each call.

Two are used. `for_sandbox` holds for everything in a sandbox and takes away what no lesson needs.
`for_kernel` is put on a student's kernel once its namespaces stand: from then on nothing can be mounted and
no namespace made or entered. A call that is refused fails with an error that Python reports; the process
goes on.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable, Sequence
from typing import Final

from graders.isolation.syscalls import architecture, number


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NEVER_NEEDED: Final = _names("""
    acct add_key adjtimex bpf clock_adjtime clock_settime create_module delete_module fanotify_init
    finit_module get_kernel_syms init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl
    kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind memfd_secret migrate_pages modify_ldt
    move_pages name_to_handle_at nfsservctl open_by_handle_at perf_event_open pidfd_getfd pivot_root
    process_madvise process_vm_readv process_vm_writev ptrace query_module quotactl quotactl_fd reboot
    request_key settimeofday swapoff swapon _sysctl sysfs syslog uselib userfaultfd ustat vhangup
""")
"""Debugging others, loading into the Linux kernel, its keys, clocks, swap: refused in the whole sandbox."""

NOT_FOR_STUDENTS: Final = _names("""
    chroot fsconfig fsmount fsopen fspick memfd_create mount mount_setattr move_mount mq_open msgget
    open_tree semget setdomainname sethostname setns shmget umount2 unshare
""")
"""Needed to build a kernel's namespaces, or (memfd_create, shmget, ...) memory that no limit would count."""

NEW_NAMESPACES: Final = 0x7E020080
"""The CLONE_NEW... flags: time, mount, cgroup, UTS, IPC, user, PID and network."""

AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
X32_CALLS: Final = 0x40000000

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
CALL_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT, SECOND_ARGUMENT_AT = 0, 4, 16, 24
ALLOW, FAIL, KILL = 0x7FFF0000, 0x00050000, 0x80000000

Instruction = tuple[int, int, int, int]
"""Operation, jump if true, jump if false, constant: one `struct sock_filter`."""


def for_sandbox() -> bytes:
    """The filter for everything in a sandbox, as bubblewrap takes it with `--seccomp`."""
    return _program(NEVER_NEEDED, families=(AF_UNIX, AF_INET, AF_INET6), namespaces=True)


def for_kernel(*, loopback: bool) -> bytes:
    """The filter for a student's kernel. Without `loopback` it can make Unix sockets only."""
    families = (AF_UNIX, AF_INET, AF_INET6) if loopback else (AF_UNIX,)
    return _program([*NEVER_NEEDED, *NOT_FOR_STUDENTS], families=families, namespaces=False)


def _program(refused: Iterable[str], *, families: Sequence[int], namespaces: bool) -> bytes:
    column, audit = architecture()
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (JUMP_EQUAL, 1, 0, audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, CALL_AT),
    ]
    if column == 0:
        code += [(JUMP_AT_LEAST, 0, 1, X32_CALLS), _fail(errno.ENOSYS)]
    for name in refused:
        call = number(name, column)
        if call is not None:
            code += [(JUMP_EQUAL, 0, 1, call), _fail(errno.EPERM)]
    code += _on_argument("socket", column, FIRST_ARGUMENT_AT, allowed=families, error=errno.EAFNOSUPPORT)
    code += _on_argument("ioctl", column, SECOND_ARGUMENT_AT, forbidden=(TIOCSTI, TIOCLINUX))
    if not namespaces:
        code += _on_argument("clone", column, FIRST_ARGUMENT_AT, bits=NEW_NAMESPACES)
        # The flags of clone3 lie in memory, where a filter cannot look; the C library then uses clone.
        code += [(JUMP_EQUAL, 0, 1, _known("clone3", column)), _fail(errno.ENOSYS)]
    code.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _on_argument(
    name: str,
    column: int,
    at: int,
    *,
    allowed: Sequence[int] = (),
    forbidden: Sequence[int] = (),
    bits: int = 0,
    error: int = errno.EPERM,
) -> list[Instruction]:
    """Decide a call by the argument at byte `at`: one of `allowed`, none of `forbidden`, none of `bits`."""
    inside: list[Instruction] = [(LOAD, 0, 0, at)]
    for value in allowed:
        inside += [(JUMP_EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)]
    for value in forbidden:
        inside += [(JUMP_EQUAL, 0, 1, value), _fail(error)]
    if bits:
        inside += [(JUMP_ANY_BIT, 0, 1, bits), _fail(error)]
    inside.append(_fail(error) if allowed else (RETURN, 0, 0, ALLOW))
    return [(JUMP_EQUAL, 0, len(inside), _known(name, column)), *inside]


def _known(name: str, column: int) -> int:
    call = number(name, column)
    assert call is not None, f"{name} exists on every architecture in the table"
    return call


def _fail(error: int) -> Instruction:
    return (RETURN, 0, 0, FAIL | error)
