"""Whether this machine can isolate students' kernels, and in plain words what is missing where it cannot."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graders.isolation import layout
from graders.isolation.errors import CannotIsolate, IsolationError
from graders.isolation.syscalls import ARCHITECTURES

OLDEST_LINUX = (5, 14)
SETTINGS = Path("/proc/sys")
NEEDED_INSIDE = {
    "autodiff_lite": "autodiff-lite",
    "graders": "autodiff-lite",
    "ipykernel": "ipykernel",
    "IPython": "ipython",
    "numpy": "numpy",
    "zmq": "pyzmq",
}


@dataclass(frozen=True)
class Probe:
    """What was found. `missing` names each thing that stands in the way, with what to do about it."""

    missing: tuple[str, ...]

    @property
    def isolates(self) -> bool:
        return not self.missing

    def __str__(self) -> str:
        if self.isolates:
            return "This machine can isolate students' kernels."
        reasons = "\n".join(f"  - {reason}" for reason in self.missing)
        return f"This machine cannot isolate students' kernels:\n{reasons}"

    def require(self) -> None:
        """Raise CannotIsolate unless kernels can be isolated here."""
        if not self.isolates:
            raise CannotIsolate(str(self))


def probe() -> Probe:
    """Look at what isolation needs; where all is there, isolate a kernel and ask it something (2 to 4 s)."""
    missing = tuple(lacking())
    return Probe(missing or tuple(_trial()))


def lacking() -> Iterator[str]:
    """What a quick look finds missing, each with what to do about it."""
    if not sys.platform.startswith("linux"):
        system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
        advice = "grade on Linux, in WSL 2" if system == "Windows" else "grade on Linux, in a virtual machine"
        yield f"isolation uses Linux namespaces, and this is {system}: {advice}"
        return
    if platform.machine() not in ARCHITECTURES:
        known = " and ".join(ARCHITECTURES)
        yield f"the system call filter knows {known}, and this processor is {platform.machine()}"
    if linux_version(platform.release()) < OLDEST_LINUX:
        yield f"Linux {platform.release()} counts processes for a whole user: 5.14 or newer is needed"
    if layout.find_bubblewrap() is None:
        yield "bubblewrap (the program bwrap) is not installed: apt install bubblewrap"
    if "Seccomp:" not in Path("/proc/self/status").read_text():
        yield "this Linux was built without seccomp, its filter for system calls"
    if not layout.is_root():
        yield from _user_namespaces()


def _user_namespaces() -> Iterator[str]:
    if _setting("kernel/unprivileged_userns_clone") == "0":
        yield "user namespaces are switched off: sysctl kernel.unprivileged_userns_clone=1"
    if _setting("user/max_user_namespaces") == "0":
        yield "user namespaces are switched off: sysctl user.max_user_namespaces=15000"


def _setting(name: str) -> str | None:
    try:
        return (SETTINGS / name).read_text().strip()
    except OSError:
        return None


def linux_version(release: str) -> tuple[int, int]:
    """The first two numbers of a Linux release, (0, 0) where there are none.

    >>> linux_version("6.1.0-18-amd64")
    (6, 1)
    """
    major, _, rest = release.partition(".")
    minor = rest.partition(".")[0].partition("-")[0]
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)


def _trial() -> Iterator[str]:
    try:
        from graders.isolation.sandbox import Sandbox

        with Sandbox() as sandbox:
            lacking = [name for name in sandbox.start().missing if name.partition(".")[0] in NEEDED_INSIDE]
            if lacking:
                wanted = sorted({NEEDED_INSIDE[name.partition(".")[0]] for name in lacking})
                yield f"not installed beside this Python, or not readable in the sandbox: {', '.join(wanted)}"
                return
            with sandbox.kernel() as kernel, kernel.client() as client:
                if client.ask({"ask": "value", "name": "__name__"}, [], 10.0) is None:
                    yield "an isolated kernel started and then did not answer"
    except ModuleNotFoundError as problem:
        yield f"the package {problem.name} is not installed: pip install 'autodiff-lite[notebooks]'"
    except (IsolationError, OSError) as problem:
        yield f"a trial failed: {problem}"
        if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
            yield (
                "AppArmor keeps programs from using user namespaces: "
                "sysctl kernel.apparmor_restrict_unprivileged_userns=0, or a profile that lets bwrap use them"
            )
        elif "ermi" in str(problem) and Path("/.dockerenv").exists():
            yield (
                "this is a container: start it with the right to mount "
                "(for Docker: --cap-add SYS_ADMIN and a seccomp profile that allows it)"
            )
