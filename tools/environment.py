"""The project's private environment: `.venv` with the pinned packages and the project itself in it.

Made by uv (seconds), or by pip where uv cannot reach the registry. A stamp in the folder remembers what was
installed, so that the next set-up looks at two files and is done. Uses Python's own library alone, and no
syntax newer than 3.8, so that it can say "Python 3.11 or newer" on any machine.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import debian

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)

# Each profile holds everything of the one before it.
LESSONS, SITE, DEVELOPMENT, PEERS = "lessons", "site", "development", "peers"
PINS = {name: ROOT / "requirements" / (name + ".txt") for name in (LESSONS, SITE, DEVELOPMENT, PEERS)}
FOLDERS = {name: ROOT / (".venv-peers" if name == PEERS else ".venv") for name in PINS}

# Settings of a person's own that would send packages elsewhere than into our folder, or hold some back. Those
# that say where the registry is are kept.
REDIRECTIONS = frozenset(
    {
        "CONDA_PREFIX",
        "PIP_CONSTRAINT",
        "PIP_DRY_RUN",
        "PIP_EDITABLE",
        "PIP_NO_DEPS",
        "PIP_PREFIX",
        "PIP_REQUIREMENT",
        "PIP_ROOT",
        "PIP_TARGET",
        "PYTHONHOME",
        "PYTHONPATH",
        "UV_BUILD_CONSTRAINT",
        "UV_CONSTRAINT",
        "UV_NO_BINARY",
        "UV_OVERRIDE",
        "UV_PREFIX",
        "UV_PYTHON",
        "UV_REQUIRE_HASHES",
        "UV_SYSTEM_PYTHON",
        "UV_TARGET",
        "VIRTUAL_ENV",
        "__PYVENV_LAUNCHER__",
    }
)


class SetupProblem(Exception):
    """Set-up cannot go on; the message says what is missing and what to do about it."""


def programs(folder: Path) -> Path:
    """Where an environment keeps its programs: `Scripts` on Windows, `bin` elsewhere."""
    return folder / ("Scripts" if os.name == "nt" else "bin")


def interpreter(folder: Path) -> Path:
    """An environment's Python."""
    return programs(folder) / ("python.exe" if os.name == "nt" else "python")


def variables(folder: Path) -> dict[str, str]:
    """The process's environment variables with the folder's programs first on the PATH.

    nbgrader looks for `alembic` and `jupyter` there.
    """
    kept = {name: value for name, value in os.environ.items() if name not in REDIRECTIONS}
    kept["PATH"] = os.pathsep.join([str(programs(folder)), kept.get("PATH", os.defpath)])
    return kept


def ensure(profile: str) -> Path:
    """Have the profile's packages installed; quick, and silent, when they are. Returns the folder.

    Raises SetupProblem when this Python is too old, cannot make environments, or when an install fails.
    """
    if sys.version_info < OLDEST_PYTHON:
        raise SetupProblem(
            "This is Python {}.{}; the project needs Python 3.11 or newer.\n".format(*sys.version_info[:2])
            + "Install a newer one and run this again with it, for example\n"
            + "`python3.12 tools/start.py setup` or `make PYTHON=python3.12 demo`."
        )
    folder = FOLDERS[profile]
    stamp = _read_stamp(folder)
    # What a wider set-up has put there is kept.
    profile = max((name for name in (profile, stamp.get("profile")) if name in PINS), key=list(PINS).index)
    wanted = {"folder": str(folder), "profile": profile, "pins": _digest(profile)}
    if stamp == wanted and interpreter(folder).exists():
        return folder
    _create(folder, moved=stamp.get("folder", str(folder)) != str(folder))
    _stamp_file(folder).unlink(missing_ok=True)
    _install(folder, profile)
    _stamp_file(folder).write_text(json.dumps(wanted), encoding="utf-8")
    print("The environment is ready.", flush=True)
    return folder


def _stamp_file(folder: Path) -> Path:
    return folder / "installed.json"


def _read_stamp(folder: Path) -> dict[str, str]:
    try:
        stamp = json.loads(_stamp_file(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _digest(profile: str) -> str:
    """A fingerprint of everything that decides what is installed."""
    text = hashlib.sha256()
    for file in (*_pin_files(profile), _wheel() or ROOT / "pyproject.toml"):
        try:
            text.update(file.read_bytes().replace(b"\r\n", b"\n"))
        except FileNotFoundError:
            raise SetupProblem(f"{file.relative_to(ROOT)} is missing; `make lock` writes the pins.") from None
    return text.hexdigest()


def _wheel() -> Path | None:
    """The project's wheel, where this is a students' bundle and not the repository; the newest of several."""
    found = ROOT.glob("autodiff_lite-*.whl")
    return max(found, key=lambda file: [int(part) for part in re.findall(r"\d+", file.name)], default=None)


def _pin_files(profile: str) -> list[Path]:
    return [PINS[LESSONS], PINS[PEERS]] if profile == PEERS else [PINS[profile]]


def _create(folder: Path, moved: bool) -> None:
    """Make the environment, or keep the one there is if it works."""
    if not moved and _works(interpreter(folder)):
        return
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        raise SetupProblem(
            f"{folder} is there and is no Python environment. Move it away, then run this again."
        )
    _need_venv_module()
    print("Making {} with Python {}.{}.{}.".format(folder.name, *sys.version_info[:3]), flush=True)
    # Asked from inside an environment, the Python that made it: ours may be about to go.
    base = getattr(sys, "_base_executable", None) or sys.executable
    _run([base, "-m", "venv", "--clear", str(folder)], os.environ, "Python could not make the environment.")


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python), "-c", test], capture_output=True, check=False).returncode == 0


def _need_venv_module() -> None:
    """Debian ships Python without the part that makes environments with pip in them."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if debian.can_install() and debian.install([package]):
        importlib.invalidate_caches()
        return
    raise SetupProblem(
        f"This Python cannot make environments: its modules `venv` and `ensurepip` are not installed.\n"
        f"The project keeps its packages in a folder of its own, .venv, and needs them for that.\n"
        f"Install with: sudo apt-get install {package}"
    )


def _install(folder: Path, profile: str) -> None:
    python = str(interpreter(folder))
    pip_install = [python, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    settings = dict(variables(folder), PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0")
    pins = str(PINS[LESSONS if profile == PEERS else profile])
    count = len(_pinned(Path(pins)))
    print(f"Installing {count} pinned packages into {folder.name}.", flush=True)
    if not _install_with_uv(python, pins, [*pip_install, _uv_pin()], settings):
        print("uv cannot install here; pip does the same and takes longer.", flush=True)
        _run([*pip_install, "--no-deps", "-r", pins], settings, "pip could not install the packages.")
    if profile == PEERS:
        # By pip, which takes a machine's own build of PyTorch where its configuration names one.
        print("Installing the peers that the benchmarks measure; they are large.", flush=True)
        _run([*pip_install, "-r", str(PINS[PEERS])], settings, "pip could not install the peers.")
    wheel = _wheel()
    how = ["--force-reinstall", str(wheel)] if wheel else ["--no-build-isolation", "--editable", str(ROOT)]
    _run([*pip_install, "--no-deps", *how], settings, "The project itself could not be installed.")
    if wheel:
        return  # pip has compiled it
    # Compiled once, so that imports are quick also where Python is told to write no bytecode.
    packages = [str(ROOT / "autodiff_lite"), str(ROOT / "graders")]
    subprocess.run([python, "-m", "compileall", "-q", *packages], env=settings, check=False)


def _install_with_uv(python: str, pins: str, install_uv: Sequence[str], settings: dict[str, str]) -> bool:
    """Bring the environment to exactly these pins; False when uv is not to be had or fails."""
    if subprocess.run(install_uv, env=settings, check=False).returncode != 0:
        return False
    uv_settings = dict(settings, UV_SYSTEM_CERTS="1", UV_NO_PROGRESS="1", **_registry(python, settings))
    command = [
        python,
        "-m",
        "uv",
        "pip",
        "sync",
        "--python",
        python,
        "--compile-bytecode",
        "--link-mode=copy",
        pins,
    ]
    result = subprocess.run([*command, pins], env=uv_settings, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        print(result.stderr, flush=True)
    return result.returncode == 0


def _registry(python: str, settings: dict[str, str]) -> dict[str, str]:
    """pip's registry and certificates in uv's words: uv does not read pip's configuration."""
    listing = subprocess.run(
        [python, "-m", "pip", "config", "list"], env=settings, capture_output=True, text=True, check=False
    )
    found: dict[str, str] = {}
    for line in listing.stdout.splitlines():
        name, _, value = line.partition("=")
        setting = name.rpartition(".")[2]
        if setting in ("index-url", "cert") and (setting not in found or name.startswith(":env:")):
            found[setting] = str(ast.literal_eval(value))
    translated = {}
    if "index-url" in found and not any(name in settings for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        translated["UV_DEFAULT_INDEX"] = found["index-url"]
    if "cert" in found and "SSL_CERT_FILE" not in settings:
        translated["SSL_CERT_FILE"] = found["cert"]
    return translated


def _pinned(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if "==" in line]


def _uv_pin() -> str:
    """The line that pins uv itself, from the pins that hold everything else."""
    return next(line for line in _pinned(PINS[LESSONS]) if line.startswith("uv=="))


def _run(command: Sequence[str], settings: Mapping[str, str], failure: str) -> None:
    result = subprocess.run(command, env=settings, check=False)
    if result.returncode != 0:
        raise SetupProblem(failure + " What it said stands above.")
