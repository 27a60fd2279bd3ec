"""What the tests of the site share: the site, built once, served from this machine, and a browser."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from .browsing import ALONE
from .serving import served

CHOSEN = ("00-welcome", "03-gradients")
"""The lessons of the site that every test run builds; `make site-test` builds them all."""


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The site, built by the command that `make site` calls; once, though several processes run tests."""
    chosen = () if request.config.getoption("markexpr") == "exhaustive" else CHOSEN
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    target = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            command = [sys.executable, str(root / "tools" / "build_site.py"), "--output", str(target)]
            command += ["--repository", "ada/lessons"]
            command += [option for lesson in chosen for option in ("--lesson", lesson)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    with served(site) as found:
        yield found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ALONE)
        yield opened
        opened.close()
