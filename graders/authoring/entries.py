"""`tests.py` of a lesson: answers that students may give, each with the points that it must get.

```python
# %% gradients-slope: 2
slope = 6.0

# %% gradients-slope: 0.5, exponent-not-lowered
slope = -67.0
```

An entry's code stands in the place of the question's answer cell. What comes before the first entry is run
before each of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HEADING = re.compile(r"^# ?%%[ \t]*(?P<said>.*?)[ \t]*$")
ENTRY = re.compile(r"^(?P<question>[^\s:,]+)\s*:\s*(?P<points>\d+(?:\.\d*)?|\.\d+)\s*(?:,\s*(?P<rest>.*))?$")
FORM = "# %% question-id: points, misconception"


class BrokenTests(Exception):
    """`tests.py` cannot be read; the message names the line."""


@dataclass(frozen=True)
class Entry:
    """An answer: the question, the points that it must get (hidden checks included), and its mistakes if any.

    `line` is where it stands in `tests.py`.
    """

    question: str
    points: float
    misconceptions: tuple[str, ...]
    code: str
    line: int


def read_entries(file: Path) -> list[Entry]:
    """The entries of a `tests.py`, in their order; none where there is no such file. Raises BrokenTests."""
    if not file.is_file():
        return []
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise BrokenTests(f"{file} cannot be read: {problem}") from None
    return entries_of(text, str(file))


def entries_of(text: str, file: str = "tests.py") -> list[Entry]:
    """The entries that a text holds. Raises BrokenTests for a heading of another form.

    >>> entries_of("# %% a-slope: 0.5, minus-lost\\nslope = 3")[0].misconceptions
    ('minus-lost',)
    """
    entries: list[Entry] = []
    before: list[str] = []
    parts = _parts(text.splitlines())
    for number, heading, lines in parts:
        if heading is None:
            before = lines
            continue
        found = ENTRY.match(heading)
        if found is None:
            raise BrokenTests(f"{file}, line {number}: {heading!r} is no heading of an entry; write `{FORM}`")
        named = tuple(part.strip() for part in (found["rest"] or "").split(",") if part.strip())
        code = "\n".join([*before, *lines]).strip("\n")
        entries.append(Entry(found["question"], float(found["points"]), named, code, number))
    return entries


def _parts(lines: list[str]) -> list[tuple[int, str | None, list[str]]]:
    """Line number, heading and lines of each part; the first has no heading."""
    parts: list[tuple[int, str | None, list[str]]] = [(1, None, [])]
    for number, line in enumerate(lines, start=1):
        if found := HEADING.match(line):
            parts.append((number, found["said"], []))
        else:
            parts[-1][2].append(line)
    return parts
