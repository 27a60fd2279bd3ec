"""This package as a wheel, and the files with which students set it up; from a checkout or installed."""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.metadata
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from graders import __version__
from graders.course.errors import CourseError

HERE = Path(__file__).resolve().parent
INSTALLED = HERE / "files"
CHECKOUT = HERE.parents[1]
NAME = "autodiff-lite"
SET_UP = (
    "requirements/lessons.txt",
    "tools/debian.py",
    "tools/environment.py",
    "tools/hand_out.py",
    "tools/start.py",
    "tools/jupyterlab/overrides.json",
    "tools/jupyterlab/page_config.json",
)
"""What sets the lessons up: at its place in a checkout, an installed package's `files`, and a bundle."""
OF_THE_INSTALLER = {"INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_cache.json"}
DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip can hold: the same content gives the same file."""


def set_up_files() -> dict[str, bytes]:
    """The files that install and open the lessons, and the pins. Raises CourseError where one is missing."""
    root = INSTALLED if INSTALLED.is_dir() else CHECKOUT
    try:
        return {name: (root / name).read_bytes() for name in SET_UP}
    except OSError as problem:
        missing = f"{problem.filename}: {problem.strerror}"
        raise CourseError(f"This package is not whole ({missing}). Install it again.") from None


def wheel() -> tuple[str, bytes]:
    """The name and the content of this package's wheel.

    From a checkout it is built; an installed package is put together again from its own files. Nothing is
    downloaded. Raises CourseError where neither can be done.
    """
    if (CHECKOUT / "pyproject.toml").is_file():
        return _built()
    return f"{NAME.replace('-', '_')}-{__version__}-py3-none-any.whl", _put_together()


def _built() -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="wheel-") as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            said = (ran.stderr or ran.stdout).strip().splitlines() or ["it said nothing"]
            raise CourseError(f"The package's wheel could not be built: {said[-1]}")
        (made,) = Path(folder).glob("*.whl")
        return made.name, made.read_bytes()


def _put_together() -> bytes:
    """A wheel of the files that were installed, which the installer has listed."""
    distribution = importlib.metadata.distribution(NAME)
    written = io.BytesIO()
    record: list[tuple[str, str, int | str]] = []
    info = ""
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(distribution.files or (), key=str):
            name = file.as_posix()
            if file.suffix == ".pyc" or ".." in file.parts or file.name in OF_THE_INSTALLER:
                continue
            if file.parts[0].endswith(".dist-info"):
                info = file.parts[0]
            try:
                data = Path(str(distribution.locate_file(file))).read_bytes()
            except OSError:
                raise CourseError(
                    f"This package is not whole ({name} is missing). Install it again."
                ) from None
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append((name, f"sha256={digest}", len(data)))
            archive.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_DEFLATED)
        if not info:
            raise CourseError("How this package was installed does not tell its files. Install it with pip.")
        table = io.StringIO()
        csv.writer(table, lineterminator="\n").writerows([*record, (f"{info}/RECORD", "", "")])
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD", DATE), table.getvalue())
    return written.getvalue()
