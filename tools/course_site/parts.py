"""What the site fetches: every file by name, with its hash, as `site/parts.json` lists them.

The table is written by `tools/site_parts.py` and holds no address: `sources` knows where files come from.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from course_site.problem import SiteProblem

PYODIDE, PYPI = "pyodide", "pypi"
"""Where a part comes from: Pyodide's release, with its own hashes, or Python's package registry."""


@dataclass(frozen=True)
class Part:
    """A file: its name, its SHA-256, where it comes from; of a package also its entry for Pyodide's lock."""

    file: str
    sha256: str
    origin: str
    package: str = ""
    version: str = ""
    imports: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()

    def is_at(self, path: Path) -> bool:
        """Whether the file at `path` is this part, by its hash."""
        return path.is_file() and digest(path) == self.sha256


@dataclass(frozen=True)
class Parts:
    """The table: Pyodide's version, what its lock says of itself, its core's files, the packages' wheels."""

    pyodide: str
    info: dict[str, str]
    carrier: dict[str, str]
    core: tuple[Part, ...]
    packages: tuple[Part, ...]

    @property
    def all(self) -> tuple[Part, ...]:
        return self.core + self.packages

    @classmethod
    def read(cls, file: Path) -> Parts:
        """The table in a file. Raises SiteProblem where it cannot be read."""
        try:
            table = json.loads(file.read_text(encoding="utf-8"))
            core = tuple(Part(name, sha256, PYODIDE) for name, sha256 in table["core"].items())
            packages = tuple(
                Part(
                    entry["file"],
                    entry["sha256"],
                    entry["origin"],
                    name,
                    entry["version"],
                    tuple(entry["imports"]),
                    tuple(entry["depends"]),
                )
                for name, entry in table["packages"].items()
            )
            return cls(table["pyodide"], table["info"], table["carrier"], core, packages)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            raise SiteProblem(
                f"{file.name}, the list of what the site fetches, cannot be read ({problem!r}). "
                "`python tools/site_parts.py` writes it anew."
            ) from None


def digest(path: Path) -> str:
    """A file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
