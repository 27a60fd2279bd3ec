"""JupyterLite over the released lessons: JupyterLab and a page for one notebook, as plain files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupyter_server
from environment import ROOT

from course_site.distribution import FIRST
from course_site.problem import SiteProblem

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
APPS = ("lab", "notebooks", "tree")
OURS = ROOT / "site" / "lite"
"""What every page of JupyterLite carries along: a script, and how it looks."""
EXTENSIONS = ("@jupyter-widgets", "@jupyterlite", "jupyterlab_pygments")
"""Of the extensions that this environment has, those that a student's browser needs."""


def build(python: Path, contents: Path, target: Path) -> None:
    """Write JupyterLite into `target`: `python` is the folder of Pyodide, `contents` the lessons.

    Always from nothing: a build over an older one forgets where Pyodide is and asks a server of others.
    Raises SiteProblem.
    """
    with tempfile.TemporaryDirectory() as scratch:
        lite = Path(scratch) / "lite"
        (lite / "static").mkdir(parents=True)
        shutil.move(python, lite / "static" / "pyodide")
        (lite / "jupyter-lite.json").write_text(json.dumps(settings()), encoding="utf-8")
        extensions = Path(scratch) / "share" / "jupyter" / "labextensions"
        for name in EXTENSIONS:
            installed = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / name
            if not installed.is_dir():
                raise SiteProblem(
                    f"JupyterLab's extension {name} is not installed here. `make setup` installs it."
                )
            shutil.copytree(installed, extensions / name)
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(lite)]
        command += ["--contents", str(contents), "--output-dir", str(target)]
        command += [option for app in APPS for option in ("--apps", app)]
        command += ["--no-unused-shared-packages", "--no-sourcemaps", "--ignore-sys-prefix"]
        command += [f"--LiteBuildConfig.federated_extensions={path}" for path in _extensions(extensions)]
        done = subprocess.run(
            command, cwd=scratch, env=dict(os.environ), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise SiteProblem("JupyterLite was not built:\n" + (done.stdout + done.stderr).strip()[-3000:])
    _carry_along(target)
    stays_at_home(target)


def _extensions(folder: Path) -> list[Path]:
    """Extensions by their folders; those with an owner's name stand one level down."""
    return sorted(file.parent for file in folder.glob("**/install.json"))


def settings() -> dict[str, Any]:
    """JupyterLite's own settings: no package is looked for outside; what all lessons use is loaded first."""
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": FIRST, "lockFileURL": "./static/pyodide/pyodide-lock.json"},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "autodiff_lite",
            "exposeAppInBrowser": True,
            "disabledExtensions": ["@jupyterlab/extensionmanager-extension"],
            "litePluginSettings": {KERNEL: kernel},
            "settingsOverrides": json.loads((ROOT / "site" / "overrides.json").read_text(encoding="utf-8")),
        },
    }


def _carry_along(target: Path) -> None:
    """Put our script and its looks beside every page, and into it."""
    shutil.copytree(OURS, target / "course")
    icons = Path(jupyter_server.__file__).parent / "static" / "favicons"
    shutil.copytree(
        icons, target / "static" / "favicons"
    )  # JupyterLite asks for them and does not bring them
    for app in APPS:
        page = target / app / "index.html"
        text = page.read_text(encoding="utf-8")
        ours = '<link rel="stylesheet" href="../course/course.css" />'
        ours += '<script type="module" src="../course/course.js"></script>'
        if "</head>" not in text:
            raise SiteProblem(f"{app}/index.html of JupyterLite has no head; is this another version of it?")
        page.write_text(text.replace("</head>", ours + "</head>", 1), encoding="utf-8")


def stays_at_home(target: Path) -> None:
    """Raises SiteProblem where the kernel would ask another server for Python."""
    config = json.loads((target / "jupyter-lite.json").read_text(encoding="utf-8"))
    kernel = config["jupyter-config-data"]["litePluginSettings"].get(KERNEL, {})
    if not kernel.get("pyodideUrl", "").startswith("./") or not kernel.get("disablePyPIFallback"):
        raise SiteProblem("JupyterLite would fetch Python from another server; the site was not built.")
