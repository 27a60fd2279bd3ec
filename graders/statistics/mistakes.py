"""What went wrong, and how often: mistakes that the diagnosis named, and wrong answers that nothing names."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graders.statistics.classwork import Asked, Reply

SHARED_BY = 3
"""So many must give the same unexplained answer before it is worth a look."""
SHARED_SHARE = 0.05
DIGITS = 4
PINNED = "pinned"
"""The id of a mistake that a question's own `pin(...)` explains."""


@dataclass(frozen=True)
class Mistake:
    """A mistake that the diagnosis named: by how many students, and one of their answers."""

    id: str
    title: str
    students: int
    example: str


@dataclass(frozen=True)
class Shared:
    """A wrong answer that several students gave and nothing explains. `pin` is a line for questions.py."""

    name: str
    answer: str
    students: int
    pin: str


def named(asked: Asked, replies: Iterable[Reply]) -> list[Mistake]:
    """The mistakes that were named in a question, the most frequent first.

    A misconception counts once a student, with the title that most have; each answer that a question pins is
    a mistake of its own. The example is what most of these students answered.
    """
    groups: dict[tuple[str, str], list[tuple[str, Reply]]] = defaultdict(list)
    for reply in replies:
        keys = {(name, title if PINNED in name.split("+") else ""): title for name, title in reply.mistakes}
        for key, title in keys.items():
            groups[key].append((title, reply))
    found = []
    for (name, _), group in groups.items():
        titles = Counter(title for title, _ in group)
        examples = Counter(shown(reply.answers) for _, reply in group)
        examples.pop("", None)
        example = examples.most_common(1)[0][0] if examples else ""
        found.append(Mistake(name, titles.most_common(1)[0][0], len(group), example))
    return sorted(found, key=lambda mistake: (-mistake.students, mistake.title))


def unexplained(asked: Asked, replies: Sequence[Reply]) -> list[Shared]:
    """Answers that many share, that nobody with full points gave, and that the diagnosis cannot explain."""
    wrong: Counter[tuple[str, str]] = Counter()
    kept: dict[tuple[str, str], Any] = {}
    right = set()
    for reply in replies:
        full = reply.points is not None and reply.points >= asked.possible
        for name, answer in reply.answers.items():
            key = (name, json.dumps(_rounded(answer), sort_keys=True))
            if full:
                right.add(key)
            elif not reply.explained and not reply.blank and not _unset(answer) and reply.points is not None:
                wrong[key] += 1
                kept.setdefault(key, answer)
    least = max(SHARED_BY, SHARED_SHARE * len(replies))
    return [
        Shared(name, _short(kept[name, text]), count, _pin(kept[name, text]))
        for (name, text), count in wrong.most_common()
        if count >= least and (name, text) not in right
    ]


def _unset(answer: Any) -> bool:
    return answer is None or answer == "..."


def _rounded(answer: Any) -> Any:
    """An answer as others would give it who rounded otherwise: four significant digits."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | list | dict):
        return answer
    if isinstance(answer, dict):
        return {name: _rounded(part) for name, part in answer.items()}
    if isinstance(answer, list):
        return [_rounded(part) for part in answer]
    return float(f"{answer:.{DIGITS - 1}e}")


def _pin(answer: Any) -> str:
    """The line that would explain this answer, to be pasted into the question and filled in.

    Empty where a question explains such an answer elsewhere: the options of a choice, the fields of a table.
    """
    if isinstance(answer, dict | str):
        return ""
    return f'pin({_value(answer)}, "What went wrong", nudge="...", rule="...", step="...")'


def _value(answer: Any) -> str:
    """An answer as Python writes it, numbers to six digits."""
    if isinstance(answer, list):
        return "[" + ", ".join(map(_value, answer)) + "]"
    return f"{answer:.6g}" if isinstance(answer, float) else repr(answer)


def shown(answers: Any, most: int = 3) -> str:
    """A student's answers in a line: `slope = 4, side = 2`.

    >>> shown({"slope": -0.3333333333, "rises": True})
    'slope = -0.333333, rises = True'
    """
    parts = [f"{name} = {_short(answer)}" for name, answer in list(answers.items())[:most]]
    return ", ".join(parts) + (", ..." if len(answers) > most else "")


def _short(answer: Any) -> str:
    if isinstance(answer, float):
        return f"{answer:.6g}"
    if isinstance(answer, list):
        text = "[" + ", ".join(map(_short, answer)) + "]"
    elif isinstance(answer, dict):
        text = "{" + ", ".join(f"{name!r}: {_short(part)}" for name, part in answer.items()) + "}"
    else:
        text = repr(answer)
    return text if len(text) <= 60 else text[:57] + "..."
