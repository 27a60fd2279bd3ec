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
    """The mistakes that were named in a question, the most frequent first."""
    titles: dict[tuple[str, str], list[Reply]] = defaultdict(list)
    for reply in replies:
        for mistake in dict.fromkeys(reply.mistakes):
            titles[mistake].append(reply)
    found = [
        Mistake(name, title, len(with_it), shown(with_it[0].answers))
        for (name, title), with_it in titles.items()
    ]
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
            elif not reply.explained and not reply.blank and not _unset(answer):
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
    """The line that would explain this answer, to be pasted into the question and filled in."""
    if isinstance(answer, dict | str):
        return ""
    value = f"{answer:.6g}" if isinstance(answer, float) else repr(answer)
    return f'pin({value}, "What went wrong", nudge="...", rule="...", step="...")'


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
