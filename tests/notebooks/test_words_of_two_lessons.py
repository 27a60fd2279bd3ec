"""What the panels of lessons 09 and 10 say of believable mistakes names the mistake."""

from __future__ import annotations

import contextlib
import io
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graders.answers.local import LocalAnswers
from graders.authoring.notebook import Step, answers_to, steps_of
from graders.checking.panel import as_text
from graders.checking.verdict import judge
from graders.questions.folder import Folder, load
from graders.questions.lesson import Lesson

LESSONS = Path(__file__).resolve().parents[2] / "notebooks" / "source"
CLUSTER, OWN = "09-gradients-on-a-cluster", "10-build-your-own-tape"

COMBINE = """def combine(parts):
    total, days = 0, 0
    for gradient, rows in parts:
        {body}
    return total / days
"""
ADDED = "total += gradient * rows; days += rows"
TRAIN = """def train_shops():
    w = 0.0
    for step in range(20):
        a, b = client.gather([client.submit(piece_gradient, {sent}, *shop) for shop in (shop_a, shop_b)])
        w = w - 0.02 * ({gradient})
    return w


best_w = train_shops()
"""
LOOP = """def gradients_of(rows):
    gradients = [0.0] * len(rows)
    gradients[-1] = 1.0
    for number in {order}:
        for place, slope in rows[number]:
            {step}
    return gradients
"""
BACKWARDS = "reversed(range(len(rows)))"
MULTIPLY = "def multiply(a, b):\n    return {}\n\n\nNum.__mul__ = multiply"
SIN = "def sin(x):\n    return record(math.sin(x.value), (x, {}))"
EXP = "def exp(x):\n    return record(math.exp(x.value), (x, {}))"
LOCAL = """def walk(w, shop):
    for _ in range(5):
        w -= 0.02 * piece_gradient(w, *shop)
    return w


"""

# The lesson, the question, what was written, its points in the notebook, and words that the panel must hold.
CASES = [
    (CLUSTER, "cluster-whole", "whole = -0.75", 0, "divided by six"),
    (CLUSTER, "cluster-whole", "whole = -32.33333", 0, "the gradient at `w` = 1"),
    (CLUSTER, "cluster-losses", "together = {'largest error': 'none'}", 0, "Write one of 'weighted mean'"),
    (CLUSTER, "cluster-combine", COMBINE.format(body=f"if rows: {ADDED}"), 3, "A closed shop"),
    (CLUSTER, "cluster-combine", COMBINE.format(body=ADDED), 2, "And 0 times `nan` is `nan`"),
    (
        CLUSTER,
        "cluster-combine",
        COMBINE.format(body=f"if rows: {ADDED}\n        return total / days"),
        0,
        "where does `return` stand?",
    ),
    (CLUSTER, "cluster-repair", TRAIN.format(sent="w", gradient="(a + b) / 2"), 2, "count alike"),
    (CLUSTER, "cluster-repair", TRAIN.format(sent="w", gradient="2 * a + 4 * b"), 2, "It runs away"),
    (CLUSTER, "cluster-repair", TRAIN.format(sent="w", gradient="2 * a + 4 * b / 6"), 2, "brackets"),
    (CLUSTER, "cluster-repair", TRAIN.format(sent="0.0", gradient="(2 * a + 4 * b) / 6"), 1, "second round"),
    (CLUSTER, "cluster-local", LOCAL + "local_w = exact_w = walk(0.0, all_days)", 0, "It starts at `w` = 2."),
    (
        CLUSTER,
        "cluster-local",
        LOCAL + "local_w = walk(walk(2.0, shop_a), shop_b)\nexact_w = round(walk(2.0, all_days), 2)",
        0,
        "Four decimals",
    ),
    (CLUSTER, "cluster-crossing", "crossing = {'data, gradients': 407060}", 0, "By one worker"),
    (CLUSTER, "cluster-crossing", "crossing = {'data, gradients': 6512960}", 0, "is 6512960, which"),
    (
        OWN,
        "own-backward",
        LOOP.format(order="range(len(rows))", step="gradients[place] += gradients[number] * slope"),
        0,
        "In which direction",
    ),
    (
        OWN,
        "own-backward",
        LOOP.format(order=BACKWARDS, step="gradients[place] += slope"),
        0,
        "the gradient of its own row",
    ),
    (
        OWN,
        "own-backward",
        LOOP.format(order=BACKWARDS, step="gradients[number] += gradients[place] * slope"),
        0,
        "it is added at `place`",
    ),
    (OWN, "own-multiply", MULTIPLY.format("record(a.value * b.value, (b, a.value), (a, b.value))"), 2, ""),
    (OWN, "own-multiply", MULTIPLY.format("record(a.value * b.value, (a, b.value))"), 0, "has no pair"),
    (OWN, "own-multiply", MULTIPLY.format("record(a.value + b.value, (a, b.value), (b, a.value))"), 0, "sum"),
    (OWN, "own-multiply", MULTIPLY.format("record(a.value * b.value, (a, b), (b, a))"), 0, "not 'Num'"),
    (OWN, "own-functions", SIN.format("-math.cos(x.value)"), 0, "without a minus"),
    (OWN, "own-functions", EXP.format("x.value * math.exp(x.value - 1)"), 0, "belongs to powers"),
]


@cache
def lesson(name: str) -> Lesson:
    return load(Folder.read(LESSONS / name, hidden=False))


@cache
def steps(name: str) -> list[Step]:
    return steps_of(LESSONS / name / f"{name}.ipynb")


def after_given_cells(name: str, question: str) -> dict[str, Any]:
    """The names that stand there when a question is answered: all cells above have run, solutions too."""
    place = answers_to(steps(name), question)
    assert place is not None
    namespace: dict[str, Any] = {"In": [""]}
    for step in steps(name)[: place[0]]:
        if step.checks is None and "plt.subplots" not in step.text and "interact(" not in step.text:
            namespace["In"].append(step.text)
            exec(step.text, namespace)
    return namespace


def panel(name: str, question: str, code: str, namespace: dict[str, Any]) -> tuple[float, str]:
    namespace["In"].append(code)
    exec(code, namespace)
    verdict = judge(lesson(name).find(question), LocalAnswers(namespace))
    assert verdict.faults == ()
    return verdict.earned, " ".join(as_text(verdict, 1).split())


@pytest.mark.parametrize(("name", "question", "code", "points", "words"), CASES)
def test_a_believable_mistake_is_named(
    name: str, question: str, code: str, points: float, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")  # no processes: the lesson's stand-in
    with contextlib.redirect_stdout(io.StringIO()):
        namespace = after_given_cells(name, question)
        earned, told = panel(name, question, code, namespace)
    assert earned == points, told
    assert words in told


@pytest.mark.parametrize("question", ["own-multiply", "own-divide", "own-lifted", "own-functions"])
def test_a_check_before_its_cell_was_run_says_what_is_not_set_and_shows_no_error(
    question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        namespace = after_given_cells(OWN, question)
        earned, told = panel(OWN, question, "", namespace)
    assert earned == 0
    assert "is not set yet" in told
    assert "Error" not in told
