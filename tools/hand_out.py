"""Hand the released lessons out into `lab/`, the folder in which a student works.

A lesson is released anew when its source has changed since. A notebook that the student has worked on is
never overwritten: the newer release is put beside it, and this is said.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ".handed-out.json"


def outdated(source: Path, release: Path) -> bool:
    """Whether a lesson must be released: it never was, or a file of its source is newer than the release."""
    notebook = release / f"{source.name}.ipynb"
    if not notebook.exists():
        return True
    written = [file.stat().st_mtime for file in source.rglob("*") if file.is_file()]
    return max(written, default=0.0) > notebook.stat().st_mtime


def hand_out(release: Path, lab: Path) -> list[str]:
    """Copy every released file to the same place under `lab`; returns what is worth knowing, a sentence each.

    A file that the student has changed stays as it is. If its release has changed too, the new one is written
    beside it with `.new` in its name.
    """
    record = lab / RECORD
    known: dict[str, str] = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    told = []
    for file in sorted(path for path in release.rglob("*") if path.is_file()):
        name = file.relative_to(release).as_posix()
        target, fresh = lab / name, file.read_bytes()
        digest = hashlib.sha256(fresh).hexdigest()
        handed_out_before = known.get(name)
        known[name] = digest
        if handed_out_before == digest and target.exists():
            continue
        if target.exists() and not _is(target, digest) and not _is(target, handed_out_before):
            beside = target.with_name(f"{target.stem}.new{target.suffix}")
            told.append(f"{name}: yours is kept as it is; the new release is beside it, {beside.name}.")
            target = beside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(fresh)
    lab.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    return told


def _is(file: Path, digest: str | None) -> bool:
    return hashlib.sha256(file.read_bytes()).hexdigest() == digest


def main() -> int:
    """Release what is outdated and hand everything out; returns the exit status."""
    sources = ROOT / "notebooks" / "source"
    releases = ROOT / "notebooks" / "release"
    for source in sorted(folder for folder in sources.glob("*") if folder.is_dir()):
        release = releases / source.name
        if not outdated(source, release):
            continue
        command = [sys.executable, "-m", "graders", "release", "--untested", source.name]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if result.returncode != 0:
            print(result.stdout + result.stderr, file=sys.stderr)
            if not release.exists():
                return 1
            print(f"The earlier release of {source.name} is handed out instead.", file=sys.stderr)
    beside = ROOT / "notebooks" / "students"  # the map of the lessons, and the glossary
    for sentence in [*hand_out(releases, ROOT / "lab"), *hand_out(beside, ROOT / "lab")]:
        print(sentence)
    print("The lessons are in the folder lab. What you write there stays yours.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
