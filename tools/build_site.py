"""Build the course's web site into `build/site`: the lessons in a browser.

python tools/build_site.py [--pyodide FOLDER] [--output FOLDER] [--lesson NAME ...]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from binder_link import launch_link
from course_site import links, pages
from course_site.distribution import distribution
from course_site.execution import executed
from course_site.lessons import released
from course_site.lite import build as build_lite
from course_site.parts import Parts
from course_site.problem import SiteProblem
from course_site.sources import CHOICES, fetch
from environment import ROOT


def build(arguments: argparse.Namespace) -> Path:
    """Build everything in a folder beside the old site, and put it in its place when it is whole."""
    target: Path = arguments.output.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = Parts.read(ROOT / "site" / "parts.json")
    files = fetch(parts, ROOT / ".cache" / "site", arguments.pyodide, arguments.source)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".site-") as scratch:
        site, contents, python = (Path(scratch) / name for name in ("site", "lessons", "python"))
        contents.mkdir()
        lessons = released(ROOT / "notebooks", contents, arguments.lesson)
        print(f"Released: {', '.join(lessons)}.", flush=True)
        distribution(parts, files, python)
        build_lite(python, contents, site / "lite")
        print("JupyterLite is built.", flush=True)
        settings = pages.Settings(arguments.address, arguments.repository, arguments.branch)
        if not settings.repository:
            print("No repository is named (--repository), so lessons have no button for Binder.", flush=True)
        pages.build(executed(lessons, contents), contents, Path(scratch), site, settings)
        print(f"The pages are built; their {links.check(site)} links lead somewhere.", flush=True)
        if target.exists():
            shutil.rmtree(target)
        site.rename(target)
    return target


def main(arguments: list[str] | None = None) -> int:
    """Build the site; returns the exit status."""
    parser = argparse.ArgumentParser(prog="make site", description="Build the course's web site.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site", metavar="FOLDER")
    parser.add_argument("--pyodide", type=Path, metavar="FOLDER", help="where the files of Pyodide lie")
    parser.add_argument("--source", choices=CHOICES[1:], help="ask this source alone for Pyodide's files")
    parser.add_argument("--lesson", action="append", default=[], metavar="NAME", help="this lesson alone")
    parser.add_argument("--address", default="", metavar="URL", help="where the site will be published")
    parser.add_argument("--repository", default="", metavar="OWNER/NAME", help="on GitHub, for Binder")
    parser.add_argument("--branch", default="main", help="of that repository")
    started = time.monotonic()
    given = parser.parse_args(arguments)
    try:
        if given.repository:
            launch_link(given.repository, given.branch)
        target = build(given)
    except (SiteProblem, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    print(f"{target}: {size / 1e6:.0f} MB, {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
