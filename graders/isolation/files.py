"""Packing what a notebook finds in its folder, for a sandbox that sees no folder of the host."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from graders.isolation.errors import KernelFailed
from graders.isolation.kernel_limits import MEBIBYTE, KernelLimits

DEEPEST = 16


@contextlib.contextmanager
def packed(files: Mapping[str, bytes], limits: KernelLimits) -> Iterator[int | None]:
    """An open file in memory with these files as a tar archive, or None when there are none.

    Names are relative, with `/` between folders. Raises KernelFailed for other names and for too much.
    """
    if not files:
        yield None
        return
    if sum(map(len, files.values())) > limits.disk_bytes // 2 or len(files) > limits.files // 2:
        most = f"{limits.disk_bytes // 2 // MEBIBYTE} MiB and {limits.files // 2} files"
        raise KernelFailed(
            f"The notebook's folder holds more than {most}, half of what a kernel may have on disk."
        )
    with os.fdopen(os.memfd_create("graders-files", os.MFD_CLOEXEC), "w+b") as memory:
        with tarfile.open(fileobj=memory, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, data in files.items():
                entry = tarfile.TarInfo(_safe(name))
                entry.size, entry.mode = len(data), 0o600
                archive.addfile(entry, io.BytesIO(data))
        memory.flush()
        yield memory.fileno()


def _safe(name: str) -> str:
    path = PurePosixPath(name)
    if (
        path.is_absolute()
        or not path.parts
        or ".." in path.parts
        or len(path.parts) > DEEPEST
        or "\0" in name
    ):
        raise KernelFailed(
            f"{name!r} is no name for a file in a notebook's folder; it should be relative to it."
        )
    return str(path)


def read_folder(folder: str | os.PathLike[str], limits: KernelLimits) -> dict[str, bytes]:
    """The regular files in a folder and below it, by relative name. Symbolic links are left out.

    Raises KernelFailed when they are more than a kernel may have.
    """
    found: dict[str, bytes] = {}
    room = limits.disk_bytes // 2
    for above, folders, names, opened in os.fwalk(folder, follow_symlinks=False):
        inner = os.path.relpath(above, folder)
        if inner.count(os.sep) >= DEEPEST - 2:
            folders.clear()
        for name in names:
            data = _read(name, opened, room)
            if data is None:
                continue
            room -= len(data)
            found[name if inner == "." else f"{inner}/{name}"] = data
            if len(found) > limits.files // 2 or room < 0:
                raise KernelFailed(
                    f"The folder {os.fspath(folder)!r} holds more than a kernel may have on disk. "
                    "Start the notebook from a folder that holds only it and its data."
                )
    return found


def _read(name: str, folder: int, room: int) -> bytes | None:
    """The file's bytes, at most one more than fit; None unless it is a readable regular file."""
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None
    with os.fdopen(file, "rb") as opened:
        return opened.read(room + 1) if stat.S_ISREG(os.fstat(file).st_mode) else None
