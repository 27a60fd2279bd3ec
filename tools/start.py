"""Everything that comes before the first lesson, in a command that needs only Python.

    python tools/start.py setup     make .venv and install what the lessons need
    python tools/start.py lab       the same, then open JupyterLab on the lessons

The Makefile calls this file too, so that there is one way to set the project up.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import debian
import environment

LAB = environment.ROOT / "lab"
SECONDS_TO_END = 15

# What asks this program to stop, beside Ctrl+C. A terminal that is closed sends SIGHUP; Windows has none.
STOPPING = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]

# What a set-up is for: the pins it installs, and the Debian packages it asks for.
PURPOSES = {
    "lessons": (environment.LESSONS, []),
    "demo": (environment.LESSONS, ["bubblewrap"]),
    "site": (environment.SITE, []),
    "development": (environment.DEVELOPMENT, ["bubblewrap", "chromium", "postgresql"]),
    "peers": (environment.PEERS, []),
}


def setup(purpose: str) -> None:
    """Install what the purpose needs; quick when it is there already."""
    profile, packages = PURPOSES[purpose]
    debian.ensure(packages)
    environment.ensure(profile)


def lab(options: list[str]) -> int:
    """Open JupyterLab on the students' folder and stay until it is closed. Returns its exit status."""
    folder = environment.ensure(environment.LESSONS)
    python = str(environment.interpreter(folder))
    variables = environment.variables(folder)
    handed_out = subprocess.run([python, str(environment.ROOT / "tools" / "hand_out.py")], env=variables)
    if handed_out.returncode != 0:
        return handed_out.returncode
    command = [python, "-m", "jupyter", "lab", "--ServerApp.root_dir=" + str(LAB)]
    command.append("--ServerApp.answer_yes=True")  # Ctrl+C stops it at once
    # A student's JupyterLab: no question about news, and none of nbgrader's panels for instructors.
    command.append("--LabApp.app_settings_dir=" + str(environment.ROOT / "tools" / "jupyterlab"))
    lesson = first_to_open(LAB)
    if lesson is not None:
        print(f"JupyterLab opens {lesson}; all lessons are in the list on its left.", flush=True)
        print("Ctrl+C in this window stops JupyterLab.", flush=True)
        command.append("--LabApp.default_url=/lab/tree/" + lesson)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return run_until_stopped([*command, *options], variables)


def first_to_open(lab: Path) -> str | None:
    """The lesson that was worked on last; where none was, the first one. None where there is no lesson."""
    lessons = sorted(path for path in lab.glob("*/*.ipynb") if path.stem == path.parent.name)
    record = lab / ".handed-out.json"
    handed_out = record.stat().st_mtime if record.exists() else float("inf")
    worked_on = [path for path in lessons if path.stat().st_mtime > handed_out + 1]
    chosen = max(worked_on, key=lambda path: path.stat().st_mtime) if worked_on else next(iter(lessons), None)
    return None if chosen is None else chosen.relative_to(lab).as_posix()


def run_until_stopped(command: list[str], variables: dict[str, str]) -> int:
    """Run a server until it ends. When this program is stopped, so is the server, with all of its kernels."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before: dict[signal.Signals, Any] = {each: signal.getsignal(each) for each in (signal.SIGINT, *STOPPING)}
    server: subprocess.Popen[bytes] | None = None
    try:
        for each in STOPPING:
            if before[each] is not signal.SIG_IGN:  # nohup: the window may close, and all goes on
                signal.signal(each, stop)
        server = subprocess.Popen(command, env=variables)
        return server.wait()
    except KeyboardInterrupt:
        if server is not None:
            end(server)
        return 0
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, and wait; one that does not is killed. Further signals do not cut this short."""
    for each in (signal.SIGINT, *STOPPING):
        signal.signal(each, signal.SIG_IGN)
    server.terminate()
    try:
        server.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; returns the exit status."""
    parser = argparse.ArgumentParser(prog="start.py", description="Set the lessons up, or open them.")
    commands = parser.add_subparsers(dest="command", required=True)
    setting_up = commands.add_parser("setup", help="make .venv and install what is needed")
    setting_up.add_argument("--for", dest="purpose", choices=sorted(PURPOSES), default="lessons")
    commands.add_parser("lab", help="open JupyterLab on the lessons; further options go to JupyterLab")
    known, further = parser.parse_known_args(arguments)
    if further and known.command != "lab":
        parser.error("unknown options: " + " ".join(further))
    try:
        if known.command == "lab":
            return lab(further)
        setup(known.purpose)
    except environment.SetupProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
