"""The tools of `make lint`, one test each; `make test` has run them before, and leaves these out."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.lint


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_ruff_finds_nothing_to_correct(root: Path) -> None:
    found = run(root, sys.executable, "-m", "ruff", "check", ".")
    assert found.returncode == 0, found.stdout


def test_ruff_would_format_no_file_otherwise(root: Path) -> None:
    found = run(root, sys.executable, "-m", "ruff", "format", "--check", ".")
    assert found.returncode == 0, found.stdout


def test_the_packages_pass_mypy_strict(root: Path) -> None:
    found = run(root, sys.executable, "-m", "mypy")
    assert found.returncode == 0, found.stdout


def test_imports_run_one_way(root: Path) -> None:
    program = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    found = run(root, sys.executable, "-c", program, "--no-logo")
    assert found.returncode == 0, found.stdout
