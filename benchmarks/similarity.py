"""How well `graders similar` tells copies: measured on the lessons' own answers.

Run with `make bench ARGS=similarity`. For each question a class of 30 is made of the right answers of
`tests.py`, which go by different means, and of wrong ones. Then a right answer is copied and dressed up
(other names, comments). Printed is how many copies are found of those that can be told at all (four
fingerprints or more that the lesson does not explain), and how many pairs of right answers by different
means are called alike.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from graders.authoring.entries import read_entries
from graders.questions.folder import TESTS, Folder, load
from graders.questions.given import SOLUTION
from graders.similarity.answers import Answer, Asked, Written
from graders.similarity.fingerprints import fingerprints
from graders.similarity.pairs import SHARE, SHORTEST, WEIGHT, alike
from graders.similarity.tokens import of_code, tools_in

SOURCE = Path(__file__).resolve().parent.parent / "notebooks" / "source"
CLASS, COPIES, TELLING = 30, 6, 4
ASSIGNED = re.compile(r"(?<![.\w])([a-z_]\w*)(?=\s*=[^=])")


class Question:
    """A question with a class's answers, all of one lesson's tokens."""

    def __init__(self, name: str, right: list[str], wrong: list[str], tools: set[str], given: frozenset[int]):
        self.name, self.tools, self.given = name, tools, given
        self.right = [self.answer(f"right {n}", text) for n, text in enumerate(dict.fromkeys(right))]
        room = max(0, CLASS - len(self.right))
        self.wrong = [self.answer(f"wrong {n}", text) for n, text in enumerate((wrong * CLASS)[:room])]

    def answer(self, student: str, text: str) -> Answer:
        pieces = of_code(text, self.tools)
        return Answer(student, text, pieces, fingerprints(pieces))

    def pairs(self, *more: Answer, share: float, bits: float) -> list[set[str]]:
        answers = (*self.right, *self.wrong, *more)
        asked = Asked(self.name, self.name, answers, self.given)
        found = alike(Written(self.name, (asked,), len(answers)), share, bits)
        return [{pair.one.student, pair.other.student} for pair in found.pairs]


def questions() -> Iterator[Question]:
    """The questions of all lessons that have answers in code."""
    for place in sorted(SOURCE.iterdir()):
        lesson = load(Folder.read(place, hidden=True))
        cells = json.loads((place / f"{place.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        given_code = [SOLUTION.sub("", text) for text in code]
        tools = set().union(*map(tools_in, given_code))
        given = frozenset(
            value for text in (*code, *given_code) for value in fingerprints(of_code(text, tools), window=1)
        )
        entries: dict[str, tuple[list[str], list[str]]] = {}
        for entry in read_entries(place / TESTS):
            full = entry.points >= lesson.find(entry.question).points
            entries.setdefault(entry.question, ([], []))[0 if full else 1].append(entry.code)
        for name, (right, wrong) in entries.items():
            yield Question(name, right, wrong, tools, given)


def dressed_up(text: str, chance: random.Random) -> str:
    """The same program with other names and with comments."""
    for name in sorted(set(ASSIGNED.findall(text))):
        text = re.sub(rf"(?<![.\w]){name}(?!\w)", name + chance.choice(["_", "1", "_own"]), text)
    ends = ("\\", ",", "(", "[")
    lines = [
        f"{line}  # here" if line.strip() and not line.endswith(ends) else line for line in text.split("\n")
    ]
    return "\n".join(["# my own", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=SHARE)
    parser.add_argument("--bits", type=float, default=WEIGHT)
    chosen = parser.parse_args()
    limits = {"share": chosen.share, "bits": chosen.bits}
    chance = random.Random(1)
    independent = false = told = found = 0
    for question in questions():
        long = [each for each in question.right if len(each.pieces) >= SHORTEST]
        independent += len(long) * (len(long) - 1) // 2
        called = question.pairs(**limits)
        false += sum(all(name.startswith("right") for name in pair) for pair in called)
        for original in long[:COPIES]:
            if len(original.prints.keys() - question.given) >= TELLING:
                copy = question.answer("a copy", dressed_up(original.text, chance))
                told += 1
                found += {"a copy", original.student} in question.pairs(copy, **limits)
    print(f"copies found: {found} of {told}")
    print(f"independent right answers called alike: {false} of {independent} pairs")


if __name__ == "__main__":
    main()
