"""A machine as a course has it: a teacher and two students with accounts, and what they all use installed.

The accounts are real, made for the test and removed after it; that takes root.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "jupyterhub"
MARK = f"-{os.getpid()}"
"""Two runs on one machine have accounts and groups of their own."""
TEACHER, ADA, BRUNO = (name + MARK for name in ("teacher", "ada", "bruno"))
INSTRUCTORS, STUDENTS = (name + MARK for name in ("instruct", "students"))
PASSWORD = "only-for-this-test"
COMPILED = (
    "graders.cli",
    "graders.grading.coordinate",
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "nbgrader.apps.nbgraderapp",
)
"""Imported once by root: an ordinary account cannot keep what Python compiles there."""
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


@dataclass(frozen=True)
class Machine:
    """`folder` is open to all accounts; in it are the environment, the homes, the exchange."""

    folder: Path

    @property
    def environment(self) -> Path:
        return self.folder / "lessons"

    @property
    def programs(self) -> Path:
        return self.environment / "bin"

    @property
    def exchange(self) -> Path:
        return self.folder / "nbgrader" / "exchange"

    def home(self, user: str) -> Path:
        return self.folder / "home" / user

    def run(
        self, user: str, *words: str | Path, folder: Path | None = None, status: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run a program with the rights of an account, and with nothing of the tests' own environment."""
        account = pwd.getpwnam(user)
        path = os.pathsep.join([str(self.programs), SYSTEM_PATH])
        ran = subprocess.run(
            [str(word) for word in words],
            cwd=folder or self.home(user),
            env={"HOME": account.pw_dir, "USER": user, "LOGNAME": user, "PATH": path, "LANG": "C.UTF-8"},
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=os.getgrouplist(user, account.pw_gid),
            umask=0o022,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        said = ran.stdout + ran.stderr
        assert "Traceback" not in said, said
        assert status is None or ran.returncode == status, said
        return ran


def adapted(name: str, machine: Machine, changes: Mapping[str, str]) -> str:
    """A configuration file of the examples, with this machine's places and groups in it and nothing else."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, (name, old)
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def a_machine() -> Iterator[Machine]:
    """Make the accounts and the environment, and remove them afterwards with whatever still runs there."""
    if os.geteuid() != 0:
        pytest.skip("makes accounts on this machine, and so needs root")
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    folder.chmod(0o755)
    machine = Machine(folder)
    try:
        _install(machine)
        _accounts(machine)
        machine.exchange.mkdir(parents=True)
        machine.exchange.chmod(0o1777)
        yield machine
    finally:
        for user in (TEACHER, ADA, BRUNO):
            _end_everything_of(user)
            _quietly("userdel", user)
        for group in (INSTRUCTORS, STUDENTS):
            _quietly("groupdel", group)
        shutil.rmtree(folder)


def _install(machine: Machine) -> None:
    """What docs/jupyterhub.md installs, from the same pins, where all accounts can read it."""
    uv = [sys.executable, "-m", "uv", "--quiet"]
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(machine.folder)]
    _do(*build)
    (wheel,) = machine.folder.glob("*.whl")
    pins = ROOT / "requirements"
    development = (pins / "development.txt").read_text(encoding="utf-8").splitlines()
    hub = [line for line in development if line.startswith("jupyterhub==")]
    _do(*uv, "venv", "--python", _python_for_all(), str(machine.environment))
    python = str(machine.programs / "python")
    install = [*uv, "pip", "install", "--python", python]
    _do(*install, "-r", str(pins / "lessons.txt"), "-c", str(pins / "development.txt"), *hub, str(wheel))
    _do(python, "-c", f"import {', '.join(COMPILED)}")
    config = machine.environment / "etc" / "jupyter"
    config.mkdir(parents=True, exist_ok=True)
    text = adapted("nbgrader_config.py", machine, {"/srv/nbgrader": str(machine.exchange.parent)})
    (config / "nbgrader_config.py").write_text(text, encoding="utf-8")


def _python_for_all() -> str:
    """A Python that every account may run: the tests' own may lie in root's home."""
    ours = os.path.realpath(sys.executable)
    version = "python{}.{}".format(*sys.version_info[:2])
    for python in (ours, f"/usr/bin/{version}", f"/usr/local/bin/{version}", "/usr/bin/python3"):
        if Path(python).exists() and _runs_for_nobody(python):
            return python
    pytest.fail("No Python here can be run by an ordinary account: sudo apt-get install python3")


def _runs_for_nobody(python: str) -> bool:
    nobody = pwd.getpwnam("nobody")
    code = "import sys, venv; sys.exit(sys.version_info < (3, 11))"
    try:
        ran = subprocess.run(
            [python, "-c", code], user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd="/",
            env={}, capture_output=True, check=False,
        )  # fmt: skip
    except PermissionError:
        return False
    return ran.returncode == 0


def _accounts(machine: Machine) -> None:
    (machine.folder / "home").mkdir()
    for group in (INSTRUCTORS, STUDENTS):
        _do("groupadd", group)
    for user, group in ((TEACHER, INSTRUCTORS), (ADA, STUDENTS), (BRUNO, STUDENTS)):
        home = str(machine.home(user))
        _do("useradd", "-K", "HOME_MODE=0700", "-m", "-d", home, "-G", group, "-s", "/bin/sh", user)
        subprocess.run(["chpasswd"], input=f"{user}:{PASSWORD}", text=True, check=True, env=_system())


def _end_everything_of(user: str) -> None:
    """End what an account of ours still runs: its servers and kernels."""
    try:
        uid = pwd.getpwnam(user).pw_uid
    except KeyError:
        return
    until = time.monotonic() + 10
    while (running := _processes_of(uid)) and time.monotonic() < until:
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.05)


def _processes_of(uid: int) -> list[int]:
    """Those that still run; one that has ended may be listed until its parent looks."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                found += [int(entry.name)] if state != "Z" else []
    return found


def _system() -> dict[str, str]:
    return {**os.environ, "PATH": os.pathsep.join([os.environ.get("PATH", ""), SYSTEM_PATH])}


def _do(*command: str) -> None:
    ran = subprocess.run(command, cwd=ROOT, env=_system(), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{command}: {ran.stdout}{ran.stderr}"


def _quietly(*command: str) -> None:
    subprocess.run(command, env=_system(), capture_output=True, check=False)
