"""The walls around one student's kernel, put up by the process that is about to become it.

Runs inside the sandbox. First `enter` leaves the sandbox's namespaces for new ones and hides what the
sandbox holds behind empty file systems; then `lock` gives up every right, for good. Nothing of the student's
has run by then.
"""

from __future__ import annotations

import fcntl
import os
import resource
import socket
import struct
import tarfile
from pathlib import Path

from graders.isolation import linux, seccomp
from graders.isolation.kernel_limits import KernelLimits
from graders.isolation.layout import HOME, SCRATCH

WORK = f"{SCRATCH}/work"
SHARED_MEMORY = "/dev/shm"

ALL_NEW = (
    linux.NEW_USER | linux.NEW_MOUNTS | linux.NEW_PIDS | linux.NEW_IPC | linux.NEW_UTS | linux.NEW_NETWORK
)
SAFE = linux.NO_SUID | linux.NO_DEVICES
SIOCGIFFLAGS, SIOCSIFFLAGS, INTERFACE_UP = 0x8913, 0x8914, 1


def fork() -> tuple[int, int, int]:
    """Fork a process into namespaces of its own; it and its children see no process but each other.

    Gives the child's process id, 0 in the child, with the user and the group that `furnish` is to be told.
    """
    user, group = os.getuid(), os.getgid()  # the child does not know yet
    return linux.fork_into_new(ALL_NEW), user, group


def furnish(user: int, group: int, limits: KernelLimits, files: int | None) -> None:
    """Set up the namespaces that this process began in.

    `files` is an open tar archive with what the notebook finds in its folder.
    """
    _write("/proc/self/oom_score_adj", "1000")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    if limits.loopback:
        _loopback_up()
    _mount(limits)
    for folder in (HOME, WORK):
        Path(folder).mkdir(mode=0o700)
    if files is not None:
        unpack(files)
    os.chdir(WORK)


def lock(limits: KernelLimits) -> None:
    """Bound what this process may use and give up every capability; afterwards no wall can be taken down."""
    held = _address_space()
    hard = {
        resource.RLIMIT_AS: held + limits.memory_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: limits.processes,
    }
    for kind, most in hard.items():
        _, ceiling = resource.getrlimit(kind)
        bound = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(kind, (bound, bound))
    linux.drop_capabilities()
    linux.install_filter(seccomp.for_kernel(loopback=limits.loopback))


_held = 0


def note_address_space() -> None:
    """Remember how much address space this process holds; afterwards there is no /proc to read it from."""
    global _held
    numbers = Path("/proc/self/statm").read_text().split()
    _held = int(numbers[0]) * resource.getpagesize()


def _address_space() -> int:
    # The threads that a kernel starts reserve a stack and an arena each, most of it never used.
    return _held + 512 * 1024 * 1024


def _mount(limits: KernelLimits) -> None:
    linux.mount("none", "/", None, linux.RECURSIVE | linux.PRIVATE)
    size = f"size={limits.disk_bytes},nr_inodes={limits.files},mode=700"
    linux.mount("scratch", SCRATCH, "tmpfs", SAFE, size)
    shared = f"{SCRATCH}/.shm"
    Path(shared).mkdir(mode=0o700)
    linux.mount(shared, SHARED_MEMORY, None, linux.BIND)
    # A new procfs is refused in a nested namespace; an empty folder also tells less.
    hidden = SAFE | linux.NO_PROGRAMS | linux.READ_ONLY
    linux.mount("empty", "/proc", "tmpfs", hidden, "size=4k,nr_inodes=2,mode=555")


def unpack(files: int) -> None:
    """Lay out the files of an open tar archive in the folder that notebooks run in."""
    with os.fdopen(os.dup(files), "rb") as packed:
        packed.seek(0)
        with tarfile.open(fileobj=packed, mode="r:") as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                if content is not None:
                    path = Path(WORK, entry.name)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content.read())


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh22x", b"lo", INTERFACE_UP)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def _write(path: str, text: str) -> None:
    Path(path).write_text(text)
