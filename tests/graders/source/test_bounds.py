"""A text that is cheap to write and to run is never dear to read: steps are counted, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from graders.answers.interface import TooLongToRead
from graders.answers.local import LocalAnswers
from graders.answers.reading import asks_a_tape, calculates, program_of
from graders.checking.verdict import judge
from graders.diagnosis.program import diagnose_program
from graders.diagnosis.written import formula_of, read_written, written_by
from graders.questions import Criterion, Lesson, ask, gradient
from graders.questions.explaining import diagnosis_of
from graders.source import reading
from graders.source.bounds import LONGEST, Budget, TooLong
from graders.source.cells import bound, text_setting
from graders.source.compiled import compiled, spelled
from graders.source.ipython import python_text
from graders.source.tree import parsed, syntax_error

MOST = 1_000_000
"""Calls that a reader makes for the dearest text; without bounds the first ones make 20 ** 7."""

TAPE = "x = ad.Variable(2.0)\nwith ad.GradientTape() as tape:\n{inside}slope = tape.gradient(y, x)\n"


def asked(formula: str, *before: str) -> str:
    return "".join(before) + TAPE.format(inside=f"    y = {formula}\n")


def calling(levels: int, times: int, argument: str) -> str:
    """Functions each of which calls the one before many times."""
    text = "def f0(x):\n    return x * x\n"
    for level in range(1, levels + 1):
        calls = " + ".join(f"f{level - 1}({argument.format(place)})" for place in range(times))
        text += f"def f{level}(x):\n    return {calls}\n"
    return text


def doubling(levels: int, times: int, start: str, sign: str = "+") -> str:
    lines = [f"    t{level} = {sign.join([f't{level - 1}'] * times)}\n" for level in range(1, levels + 1)]
    return TAPE.format(inside=f"    t0 = {start}\n{''.join(lines)}    y = t{levels}\n")


def times(pattern: str, most: int) -> str:
    return "".join(pattern.format(place) for place in range(most))


TEXTS = {
    "functions that call each other": asked("f7(x)", calling(7, 20, "x")),
    "functions called for other values": asked("f7(x)", calling(7, 20, "x + {}")),
    "functions with lines that are not read": asked(
        "f7(x)",
        *(
            f"def f{level}(x):\n" + times(f"    a{{0}} = g(f{level - 1}(x + {{0}}))\n", 9) + "    return a0\n"
            for level in range(1, 8)
        ),
    ),
    "sums of sums": doubling(8, 30, "x * x"),
    "long sums of sums": doubling(40, 2, "x * x"),
    "sums of sums through numpy": doubling(60, 2, "np.exp(x)"),
    "products of products through numpy": doubling(60, 2, "np.exp(x)", "*"),
    "sums of a long term": doubling(14, 2, "x * " + "v" * 20_000),
    "parentheses": asked("(" * 150 + "x" + ")" * 150),
    "signs": asked("-" * 5_000 + "x"),
    "many terms": asked("+".join(["x"] * 3_000)),
    "a number in hexadecimal": asked("x * x") + "slope = slope * 0x" + "f" * 20_000,
    "a power of powers": asked("x * x") + "slope = slope * 9 ** 9 ** 9 ** 9",
    "branches": "if x: pass\n" + "elif x: pass\n" * 2_000 + "slope = 1",
    "functions in functions": "slope = " + "(lambda: " * 80 + "x" + ")" * 80,
    "names from names": times("a{0} = a{0} + b{0}\n", 1_000) + "slope = a1 + b1",
    "many names": "slope = f(" + times("a{}, ", 4_000) + ")",
    "names unpacked": asked("x * x") + times("a{},", 1_000) + " = f(" + "1," * 5_000 + ")",
    "names of a function": "def f():\n global slope" + times(", a{}", 1_500) + times("\n a{} = slope", 1_000)
    + "\n slope = a1\nf()",
    "many questions": TAPE.format(inside=times("    y{0} = x * y{0}\n", 300))
    + times("s{0} = tape.gradient(y{0}, x)\n", 300),
    "many settings": asked("x * x") + "slope += 1\n" * 900,
    "magics": asked("x * x") + "%time x\n" * 3_000,
    "magics between odd line ends": "\f%time\f".join(["slope = 1"] * 1_500),
    "magics in a magic": "%%time\n" * 4_000 + asked("x * x"),
    "help for a long name": asked("x * x") + "a" * 20_000 + " b?",
    "help for many names": asked("x * x") + ("a" * 400 + " b?\n") * 60,
}  # fmt: skip

READERS: dict[str, Callable[[LocalAnswers], object]] = {
    "source": lambda answers: answers.source("slope"),
    "all cells": lambda answers: answers.source(),
    "stopped": lambda answers: answers.stopped("slope"),
    "asks": lambda answers: asks_a_tape(answers, "slope"),
    "calculates": lambda answers: calculates(answers, "slope"),
    "program": lambda answers: program_of(answers, "slope"),
    "written": lambda answers: written_by(answers, "slope"),
    "read": lambda answers: read_written(program_of(answers, "slope"), "slope"),
    "formula": lambda answers: formula_of(answers, "slope", "x"),
    "diagnosis": lambda answers: diagnose_program(program_of(answers, "slope")),
    "arguments": lambda answers: reading.sets(answers.source("slope"), "slope", "gradient"),
    "inside": lambda answers: reading.inside_a_tape(answers.source("slope"), "y"),
    "text": lambda answers: reading.set_to(answers.source("slope"), "slope"),
    "calls": lambda answers: reading.calls(answers.source("slope"), "watch"),
    "same": lambda answers: reading.same_program(answers.source("slope"), "x = 1"),
    "unfinished": lambda answers: reading.unfinished(answers.source("slope"), "f1"),
}


class TooMany(BaseException):
    """The reading was stopped: it made more calls than it may."""


def counted(run: Callable[[], object], most: int = MOST) -> int:
    """How many functions are called while something runs; it is stopped beyond `most`."""
    calls = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls > most:
            sys.setprofile(None)
            raise TooMany

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


def work(*cells: str) -> LocalAnswers:
    return LocalAnswers({"In": list(cells)})


def read(reader: Callable[[LocalAnswers], object], answers: LocalAnswers) -> None:
    try:
        reader(answers)
    except (TooLong, TooLongToRead) as problem:
        assert "too long to read" in problem.sentence  # noqa: PT017


@pytest.mark.parametrize("kind", TEXTS)
def test_every_reader_is_soon_done_with(kind: str) -> None:
    answers = work(TEXTS[kind])
    assert len(TEXTS[kind]) <= LONGEST
    for reader in READERS.values():
        assert counted(lambda reader=reader: read(reader, answers)) < MOST


@pytest.mark.parametrize(
    "cells",
    [
        [f"a{place} = 1\nslope = {place}\n" for place in range(5_000)],
        [f"slope += {place}\n" for place in range(9_000)],
        [*(f"a{place + 1} = a{place}\n" for place in range(1_000)), "slope = a1000"],
        ["slope = f(" + times("a{}, ", 2_000) + ")", *(f"a{place} = {place}" for place in range(2_000))],
        [*(f"a{place} = 1\n" + "# slope\n" * 100 for place in range(1_000)), "slope = a1"],
        ["é = slope\n" * 1_000] * 100,
    ],
    ids=["set again", "added to", "one from another", "from many", "mentioned", "other letters"],
)
def test_many_cells_are_read_within_one_budget(cells: list[str]) -> None:
    answers = work(*cells)
    for reader in READERS.values():
        assert counted(lambda reader=reader: read(reader, answers)) < MOST


def test_calls_for_the_same_values_are_read_once() -> None:
    few = counted(lambda: read_written(asked("2 * f5(x)", calling(5, 2, "x")), "slope"))
    many = counted(lambda: read_written(asked("2 * f5(x)", calling(5, 40, "x")), "slope"))
    assert many < 20 * few


def test_uses_of_numpy_are_told_once_however_often_they_are_added_up() -> None:
    found = read_written(doubling(60, 2, "np.exp(x)", "*"), "slope")
    assert found is not None
    assert found.leaving == ("np.exp(x)",)


@pytest.mark.parametrize(
    "text", ["x = 1\n" * LONGEST, "(" * 90 + "x" + ")" * 90 + "+x" * 200, "-" * 20_000 + "x"]
)
def test_what_is_too_long_or_too_deep_is_said_to_be(text: str) -> None:
    with pytest.raises(TooLong, match="too long to read"):
        parsed(text)
    with pytest.raises(TooLong):
        compiled(text)
    assert syntax_error(text) is None


def test_a_number_that_cannot_be_spelled_is_too_long() -> None:
    tree = compiled("x = 0x" + "f" * 20_000)
    assert tree is not None
    with pytest.raises(TooLong):
        spelled(tree)


def test_nested_formulas_as_people_write_them_are_not_too_deep() -> None:
    assert parsed("y = " + " + ".join(f"x ** {power}" for power in range(60))) is not None
    assert parsed("y = " + "f(" * 40 + "x" + ")" * 40) is not None
    assert parsed("".join("  " * level + "if x:\n" for level in range(15)) + "  " * 15 + "y = 1") is not None


def test_a_long_cell_of_data_hides_no_other_cell() -> None:
    data = "picture = '" + "slope+/x" * LONGEST + "'"
    assert text_setting(["slope = 1", data], "slope") == "slope = 1"
    with pytest.raises(TooLong, match="What sets `picture` is too long to read"):
        text_setting(["slope = 1", data], "picture")
    with pytest.raises(TooLong):
        text_setting(["slope = 1", f"{data}\nslope = 2"], "slope")


def test_a_budget_ends() -> None:
    budget = Budget(2)
    budget.take(2)
    with pytest.raises(TooLong):
        budget.take()


def test_a_check_that_meets_a_text_too_long_says_so_and_has_no_fault() -> None:
    @ask(1.0, "slope")
    def found(question: Any, answers: Any) -> Any:
        yield Criterion("Found with the tape", 1.0, asks_a_tape(answers, "slope"))

    question = Lesson("00").question("long", "Long", asks=[found])
    verdict = judge(question, work("slope = " + "-" * 20_000 + "1"))
    assert verdict.faults == ()
    assert "too long to read" in verdict.problems[0]


def test_a_diagnosis_of_a_program_too_long_says_so() -> None:
    from graders.questions.compare import compare

    asks = [gradient("slope", 1.0)]
    question = Lesson("00").question("deep", "Deep", of=lambda x: x * x, at={"x": 2.0}, asks=asks)
    answers = work(TEXTS["functions called for other values"])
    result = compare(3.0, question.gradient(), name="slope")
    found = diagnosis_of(question, result, answers, "slope")
    assert found is not None
    assert "too long to read" in found.remark


def test_what_was_read_of_a_cell_stays_known() -> None:
    text = asked("x * x * 3")
    assert asks_a_tape(work(text), "slope")
    assert counted(lambda: [bound(text), python_text(text), parsed(text)]) < 50
