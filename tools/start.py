"""Everything that comes before the first lesson, in a command that needs only Python.

    python tools/start.py setup     make .venv and install what the lessons need
    python tools/start.py lab       the same, then open JupyterLab on the lessons

The Makefile calls this file too, so that there is one way to set the project up.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

import debian
import environment

# What a set-up is for: the pins it installs, and the Debian packages it asks for.
PURPOSES = {
    "lessons": (environment.LESSONS, []),
    "demo": (environment.LESSONS, ["bubblewrap"]),
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
    command = [python, "-m", "jupyter", "lab", "--ServerApp.root_dir=" + str(environment.ROOT / "lab")]
    # A student's JupyterLab: no question about news, and none of nbgrader's panels for instructors.
    command.append("--LabApp.app_settings_dir=" + str(environment.ROOT / "tools" / "jupyterlab"))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    try:
        return subprocess.run([*command, *options], env=variables).returncode
    except KeyboardInterrupt:
        return 0


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
