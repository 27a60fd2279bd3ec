"""Programs that no Python package brings: found, installed from Debian if we may, else named with a reason.

Uses Python's own library alone, and no syntax newer than 3.8, so that it can speak on any machine.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Package(NamedTuple):
    """A Debian package: the programs that show that it is there (any one does), and what it is needed for."""

    programs: tuple[str, ...]
    purpose: str


PACKAGES: dict[str, Package] = {
    "bubblewrap": Package(("bwrap",), "a class is graded with each student's work in a sandbox of its own"),
    "chromium": Package(
        ("chromium", "chromium-browser", "google-chrome", "chrome"),
        "the tests open the lessons in a real browser",
    ),
    "postgresql": Package(("initdb",), "the tests keep a gradebook in a real PostgreSQL server"),
}
LINUX_ONLY = {"bubblewrap"}
# Debian keeps each version of PostgreSQL's own programs in a folder that is not on the PATH.
POSTGRESQL = Path("/usr/lib/postgresql")


def find(program: str) -> str | None:
    """The path of a program, or None."""
    versions = sorted(POSTGRESQL.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    return shutil.which(program) or (str(versions[-1]) if versions else None)


def missing(names: Sequence[str]) -> list[str]:
    """Those of the packages whose programs are not there, in the order given."""
    wanted = [name for name in names if name not in LINUX_ONLY or platform.system() == "Linux"]
    return [name for name in wanted if not any(find(program) for program in PACKAGES[name].programs)]


def can_install() -> bool:
    """Whether this process may install Debian packages: `apt-get` is there and we are root."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def install(names: Sequence[str]) -> bool:
    """Install Debian packages; say so, and give apt's own words when it fails. Returns whether it worked."""
    print("Installing Debian packages: {} (this can take a minute).".format(", ".join(names)), flush=True)
    # dpkg looks for ldconfig and its like in sbin, which a short PATH leaves out.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", PATH=path)
    command = ["apt-get", "install", "--yes", "--no-install-recommends", "-qq", *names]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    if result.returncode != 0:  # a new machine has no package lists yet, an old one has stale lists
        subprocess.run(["apt-get", "update", "-qq"], env=environment, capture_output=True)
        result = subprocess.run(command, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        print(result.stdout + result.stderr, flush=True)
    return result.returncode == 0


def advice(names: Sequence[str]) -> str:
    """What to install, how and why, for a person who is not root here."""
    lines = ["Missing on this machine:"]
    lines += [f"  {name}: {PACKAGES[name].purpose}" for name in names]
    if shutil.which("apt-get"):
        lines.append("Install with: sudo apt-get install " + " ".join(names))
    else:
        lines.append("Install them with your system's package manager.")
    lines.append("Everything that does not need them goes on.")
    return "\n".join(lines)


def ensure(names: Sequence[str]) -> None:
    """Have these packages installed if we may, else say what to install and why; never stops the set-up."""
    absent = missing(names)
    if not absent:
        return
    if can_install() and install(absent) and not missing(absent):
        return
    print(advice(absent), flush=True)
