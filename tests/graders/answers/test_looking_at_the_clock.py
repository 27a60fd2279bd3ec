"""The time limit of a browser, which has neither alarms nor threads, under a Python new enough for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import itertools, sys
sys.platform = "emscripten"
from graders.answers.time_limit import TimeUp, time_limit

def loop():
    while True:
        pass

def calls():
    def down(n):
        return down(n - 1) if n else 0
    while True:
        down(20)

def counting():
    for _ in itertools.count():
        pass

def stubborn():
    while True:
        try:
            loop()
        except Exception:
            pass

def tools():
    return [sys.monitoring.get_tool(number) for number in range(6)]

def stopped(function):
    try:
        with time_limit(0.2):
            function()
    except TimeUp:
        return tools() == [None] * 6
    return False

def nested():
    with time_limit(0.1):
        sum(range(10))
    loop()

def deep(level):
    with time_limit(60):
        return max(tools().count("graders"), deep(level - 1) if level else 0)

for function in (loop, calls, counting, stubborn, nested):
    print(function.__name__, stopped(function))
print("deep", deep(3), tools() == [None] * 6)
with time_limit(60):
    print("quick", sum(range(10)))
"""


def new_enough() -> str:
    """A Python that can look at its clock: this one, or another that this machine has."""
    if sys.version_info >= (3, 12):
        return sys.executable
    named = [shutil.which(f"python3.{minor}") for minor in range(20, 11, -1)]
    for found in [*filter(None, named), *map(str, Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python3"))]:
        if subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    pytest.skip("no Python 3.12 or newer is here; the site's own test stops such a function in a browser")


@pytest.mark.slow
def test_without_alarms_and_threads_an_endless_function_is_stopped_and_nothing_stays_behind(
    root: Path,
) -> None:
    done = subprocess.run(
        [new_enough(), "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        *(f"{name} True" for name in ("loop", "calls", "counting", "stubborn", "nested")),
        "deep 2 True",
        "quick 45",
    ]
