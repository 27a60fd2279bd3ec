"""What a sandbox can see, as bubblewrap's arguments: the interpreter and its packages."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graders.isolation.kernel_limits import MEBIBYTE

SYSTEM = Path("/usr")
SYSTEM_LINKS = ("bin", "sbin", "lib", "lib32", "lib64")
SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "graphviz")
SHIPPED = ("autodiff_lite", "graders")
NOBODY = 65534
SCRATCH = "/scratch"
HOME = f"{SCRATCH}/home"
COMPILED = "wasmtime"
USUAL_SCRATCH = Path("/", "tmp")
WARM_SCRATCH = 256 * MEBIBYTE
CAP_SYS_ADMIN = 21
ENVIRONMENT = {
    "HOME": HOME,
    "IPYTHONDIR": f"{HOME}/.ipython",
    "LANG": "C.UTF-8",
    "LOGNAME": "student",
    "MALLOC_ARENA_MAX": "2",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": f"{HOME}/.matplotlib",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    # Sets and dicts of texts come in the same order whenever a notebook is graded again.
    "PYTHONHASHSEED": "0",
    "TMPDIR": SCRATCH,
    "USER": "student",
}


@dataclass(frozen=True)
class View:
    """What students' kernels may see of the host beside the interpreter.

    `shown` maps a path inside the sandbox to a file or folder of the host, read-only.
    `hidden` are folders of the host that stay empty inside even where a folder above them is shown.
    """

    shown: Mapping[str, Path] = field(default_factory=dict)
    hidden: tuple[Path, ...] = ()


def is_root() -> bool:
    """Whether this process may mount and can become another user: root, and no container's powerless one."""
    if os.geteuid() != 0:
        return False
    status = Path("/proc/self/status").read_text()
    held = next(line for line in status.splitlines() if line.startswith("CapEff:")).split()[1]
    ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    mapped = any(int(first) <= NOBODY < int(first) + int(count) for first, _, count in ranges)
    return bool(int(held, 16) >> CAP_SYS_ADMIN & 1) and mapped


def command(bubblewrap: str, view: View, control: int, program_filter: int) -> list[str]:
    """The command that starts a warm process in a sandbox. `control` and `program_filter` are open files."""
    root = is_root()
    return [
        bubblewrap,
        *_namespaces(root),
        *_environment(),
        *_mounts(view),
        "--seccomp",
        str(program_filter),
        "--",
        sys.executable,
        "-I",
        "-c",
        _start(),
        str(control),
        *([str(NOBODY)] if root else []),
    ]


def _start() -> str:
    """A line of Python that runs the fork server, also where the packages are those of a checkout."""
    folders = sorted({str(folder.parent) for folder in _package_folders()})
    found = f"import sys; sys.path[:0] = {folders!r}"
    return f"{found}; from graders.isolation import forkserver; forkserver.start()"


def _namespaces(root: bool) -> list[str]:
    # The warm process is the first of its process namespace: it adopts the kernels, and all end with it.
    ways = ["--as-pid-1", "--die-with-parent", "--new-session", "--hostname", "sandbox", "--cap-drop", "ALL"]
    if not root:
        return ["--unshare-all", *ways]
    # Root sets up the mounts and then becomes nobody: Linux does not count root's processes against a limit.
    kinds = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    return [*kinds, *ways, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]


def _environment() -> list[str]:
    settings = {
        **ENVIRONMENT,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
    }
    return ["--clearenv", *(word for name, value in settings.items() for word in ("--setenv", name, value))]


def _mounts(view: View) -> list[str]:
    words: list[str] = []
    for folder in _parents([*_visible(), *map(Path, view.shown)]):
        # Folders that bubblewrap makes unasked can be entered by their owner only, who is root here.
        words += ["--perms", "0755", "--dir", str(folder)]
    for path in _visible():
        words += ["--ro-bind", str(path), str(path)]
    for inside, path in view.shown.items():
        words += ["--ro-bind", str(path), inside]
    masked = [*_hidden(), *view.hidden]
    for path in masked:
        if _is_shown(path, [*_visible(), *view.shown.values()]):
            words += ["--tmpfs", str(path), "--remount-ro", str(path)]
    for name in SYSTEM_LINKS:
        words += _link_or_folder(Path("/") / name)
    for name in SETTINGS:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    scratch = ["--perms", "1777", "--size", str(WARM_SCRATCH), "--tmpfs", SCRATCH]
    if not any(path.is_relative_to(USUAL_SCRATCH) for path in [*_visible(), *map(Path, view.shown)]):
        scratch += ["--symlink", SCRATCH, str(USUAL_SCRATCH)]
    for made in (HOME, f"{HOME}/.cache"):
        scratch += ["--perms", "1777", "--dir", made]
    scratch += ["--ro-bind-try", str(_compiled()), f"{HOME}/.cache/{COMPILED}"]
    return [*words, "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", *scratch, "--remount-ro", "/"]


def _compiled() -> Path:
    """Where the host keeps compiled WebAssembly, which is slow to compile: graphs are drawn with it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / COMPILED


def _link_or_folder(path: Path) -> list[str]:
    if path.is_symlink():
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind", str(path), str(path)] if path.is_dir() else []


def _visible() -> list[Path]:
    """Folders of the host that are shown at their own place, none inside another, sorted."""
    interpreter = [Path(sys.base_prefix), Path(sys.prefix), Path(sys.executable).resolve().parent]
    return _outermost([SYSTEM, *interpreter, *_package_folders()])


def _parents(paths: Iterable[Path]) -> list[Path]:
    """Every folder above these paths but the root, the outer before the inner."""
    shown = _visible()
    above = {folder for path in paths for folder in path.parents if folder != folder.parent}
    return sorted(folder for folder in above if not any(folder.is_relative_to(path) for path in shown))


def _hidden() -> list[Path]:
    local = SYSTEM / "local"
    needed = (Path(sys.base_prefix), Path(sys.prefix), *_package_folders())
    return [] if any(path.is_relative_to(local) for path in needed) or not local.is_dir() else [local]


def _package_folders() -> list[Path]:
    folders = []
    for name in SHIPPED:
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            folders.append(Path(found.origin).parent.resolve())
    return folders


def _outermost(paths: Iterable[Path]) -> list[Path]:
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept


def _is_shown(path: Path, shown: Sequence[Path]) -> bool:
    return path.is_dir() and any(path.resolve().is_relative_to(other.resolve()) for other in shown)


def find_bubblewrap() -> str | None:
    """The path of the `bwrap` program, or None."""
    return shutil.which("bwrap")
