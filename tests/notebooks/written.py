"""What students may write for lesson 03, run as cells, judged, and all that a panel then says."""

from __future__ import annotations

import contextlib
import functools
import textwrap
from pathlib import Path
from typing import Any

import autodiff_lite as ad
from graders.answers.local import LocalAnswers
from graders.checking.verdict import Verdict, judge
from graders.diagnosis.show import lines
from graders.questions import Question
from graders.questions.folder import Folder, load

LESSON = "03-gradients"
FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "source" / LESSON

CUBIC = "def f(x):\n    return 3 * x**3 + 5 * x**2 - 3 * x + 10"
CUBE = "def cube(x):\n    return x**3"
PRODUCT = "side = ad.Variable(3.0)\nwith ad.GradientTape() as tape:\n    area = {area}\ngrowth = {growth}"
MIXED = """
x = ad.Variable(8.0)
with ad.GradientTape() as tape:
    mixed = ad.pow(3.0, 0.2 * x) + 5 * ad.square(x) - ad.math.log(x) + ad.tanh(x)
rate = tape.gradient(mixed, x)
"""
WATCH = """
edge = ad.{maker}(2.0)
with ad.GradientTape() as tape:
    {before}
    volume = edge**3
    {after}
volume_slope = tape.gradient(volume, edge)
"""
BROKEN = """
weight = ad.Variable(4)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
loss = error * error
loss_slope = tape.gradient(weight, loss)
"""
REPAIRED = """
weight = ad.Variable(4.0)
with ad.GradientTape() as tape:
    error = 2 * weight - 3
    loss = error * error
loss_slope = tape.gradient(loss, weight)
"""
TASK = """
def slope_at(x):
    place = ad.Variable({place})
    with ad.GradientTape() as tape:
        height = ad.square(place) + 2 * place - 1
    return {result}

task_slope = {answer}
"""
GOOD_TASK = {"place": "float(x)", "result": "tape.gradient(height, place)", "answer": "slope_at(2)"}


def work(*cells: str) -> LocalAnswers:
    """A student's names after these cells, with the cells' text where IPython keeps it."""
    namespace: dict[str, Any] = {"ad": ad, "In": [""], "mine": lambda question: find(question).own}
    for cell in map(textwrap.dedent, cells):
        namespace["In"].append(cell)
        # As in a notebook, a cell that stops leaves what it did until then.
        with contextlib.suppress(Exception):
            exec(cell, namespace)
    return LocalAnswers(namespace)


def questions() -> list[Question]:
    """The lesson's questions, with what only grading asks."""
    return list(load(Folder.read(FOLDER, hidden=True)))


def find(id: str) -> Question:
    return load(Folder.read(FOLDER, hidden=True)).find(id)


@functools.cache
def verdict(question: str, *cells: str, seed: int | None = None) -> Verdict:
    found = judge(find(question), work(*cells), seed=seed)
    assert found.faults == ()
    return found


def said(found: Verdict) -> str:
    """All that a panel tells: the words of each criterion with its diagnosis, and each problem."""
    words = []
    for criterion in found.criteria:
        words.append(criterion.praise if criterion.passed else criterion.feedback)
        if criterion.diagnosis is not None and not criterion.passed:
            words += lines(criterion.diagnosis, found.question.id, level=1)
    return " ".join([*words, *found.problems])


def difference(formula: str) -> str:
    return f"{CUBE}\ndef central_slope(x, h):\n    return {formula}"
