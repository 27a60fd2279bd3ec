"""Deciding among wrong answers that a question makes by itself, without a function taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.diagnosis.answer import Unreadable, is_right, read_answer
from graders.diagnosis.candidates import Candidate
from graders.diagnosis.evidence import certainty, enough, prior, slip
from graders.diagnosis.result import Diagnosis, Explanation, Place
from graders.diagnosis.search import matches, offered
from graders.misconceptions.catalogue import catalogue, silenced

Array = NDArray[Any]


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: the misconception behind it, its weight beside others of it, and where, in words."""

    id: str
    answer: Any
    weight: float = 1.0
    place: str = ""
    wording: str = ""


def explanation(id: str, certain: float, place: str = "", wording: str = "", asked: str = "") -> Explanation:
    """A misconception's words with a place in them, such as an edge or the name of a source."""
    words = catalogue()[id].words(wording)
    shown = f"`{place}`" if place else "the graph"
    filled = [h.replace("{place}", shown).replace("{asked}", asked or "gradient") for h in words.hints]
    where = Place(-1, "place", place) if place else None
    title = words.title.replace("{asked}", asked or "gradient")
    return Explanation(
        id, title, where, round(min(max(certain, 0.01), 0.99), 3), (filled[0], filled[1], filled[2])
    )


@np.errstate(all="ignore")  # a student may write numbers near the largest there are
def decide(answer: Any, right: Any, wrongs: Sequence[Wrong], first_check: str) -> Diagnosis:
    """Whether an answer is right, else which of the wrong answers it is, where that is no coincidence."""
    truth = np.asarray(right, dtype=np.float64)
    try:
        given = read_answer(answer)
    except Unreadable as reason:
        return Diagnosis(False, remark=str(reason), first_check="Give a number.")
    if is_right(given, truth):
        return Diagnosis(right=True)
    known, quiet = catalogue(), silenced()
    chosen = [wrong for wrong in wrongs if wrong.id in known and wrong.id not in quiet]
    found = [
        Candidate((w.id,), known[w.id].weight * w.weight, np.asarray(w.answer, dtype=np.float64), node=n)
        for n, w in enumerate(chosen)
    ]
    fitting = matches(given, truth, found)
    if fitting:
        among = sum(match.score for match in fitting)
        certain = certainty(among / prior(found, given, truth), slip(given, truth))
        if certain >= enough(given):
            said = []
            for match in offered(fitting):
                assert match.candidate.node is not None
                wrong = chosen[match.candidate.node]
                said.append(explanation(wrong.id, certain * match.score / among, wrong.place, wrong.wording))
            return Diagnosis(False, explanations=tuple(said))
    if given.flat.size != truth.size:
        return Diagnosis(False, remark=f"{truth.size} numbers were asked for.", first_check=first_check)
    off = float(given.flat[0]) - float(truth.ravel()[0])
    words = (
        f"The answer is too {'large' if off > 0 else 'small'}."
        if truth.size == 1
        else "Not all entries are right."
    )
    return Diagnosis(False, remark=words, first_check=first_check)
