"""The files of the repository, as git knows them, or as they lie there where git is not to be asked."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".venv-peers", "__pycache__", "lab", ".hypothesis"}


def tracked(pattern: str = "*") -> list[Path]:
    """Every tracked file whose name matches the pattern, as a path relative to the root."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        found = [Path(name) for name in listing.stdout.split("\0") if name]
    else:
        everything = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        found = [path for path in everything if not NOT_OURS & set(path.parts)]
    return sorted(path for path in found if path.match(pattern) and (ROOT / path).is_file())


def text_of(path: Path) -> str:
    """A tracked file's text; empty for pictures and other files that are not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
