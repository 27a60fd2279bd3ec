"""The command `graders`, many times over, without waiting for its imports each time: see forking.py."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from servers import started

PROGRAM = Path(__file__).with_name("forking.py")
PATIENCE = 120.0


@dataclass
class Command:
    """A command that runs, or has run."""

    commands: Commands
    pid: int
    _output: Path
    status: int | None = None
    """The exit code when it has ended; minus the signal that killed it."""

    def poll(self) -> int | None:
        if self.status is None:
            self.status = self.commands.ask({"poll": self.pid})
        return self.status

    def wait(self) -> int:
        """Wait for its end; gives the exit code."""
        end = time.monotonic() + PATIENCE
        while self.poll() is None:
            if time.monotonic() > end:
                pytest.fail(f"still running after {PATIENCE:g} seconds: {self.said()}")
            time.sleep(0.02)
        assert self.status is not None
        return self.status

    def said(self) -> str:
        """What it wrote to standard output and to standard error."""
        return self._output.read_text(encoding="utf-8")

    def processes(self) -> list[psutil.Process]:
        """What it has started, directly or not, and what still runs."""
        try:
            return psutil.Process(self.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []


class Commands:
    """Use it as a context manager. `within`: a command that the process is started with, such as unshare."""

    def __init__(self, folder: Path, *within: str) -> None:
        self._folder = folder
        self._made = 0
        self._started: list[Command] = []
        self._process = started(
            [*within, sys.executable, str(PROGRAM)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, cwd=folder
        )
        self.pid = self.ask({"pid": True})

    def __enter__(self) -> Commands:
        return self

    def __exit__(self, *problem: object) -> None:
        for command in self._started:  # a test that failed may have left one
            if command.poll() is None:
                psutil.Process(command.pid).kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)

    def ask(self, request: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def start(self, *arguments: str, **environment: str) -> Command:
        """Start `graders` with these arguments."""
        self._made += 1
        output = self._folder / f"command-{self._made}.txt"
        output.touch()
        request = {"run": arguments, "output": str(output), "environment": environment}
        command = Command(self, self.ask(request), output)
        self._started.append(command)
        return command

    def run(self, *arguments: str, **environment: str) -> Command:
        """The same, to its end."""
        command = self.start(*arguments, **environment)
        command.wait()
        return command
