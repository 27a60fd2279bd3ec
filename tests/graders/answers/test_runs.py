"""Of each cell the last run counts, and an answer that an earlier run left is said to be one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graders import check
from graders.answers.local import LocalAnswers
from graders.answers.runs import Run

QUESTIONS = """
from graders.questions import Lesson, choice

lesson = Lesson("lesson")
lesson.question("choice", "Which slope?", asks=[choice("slope_choice", 1, (-2, 13), 13)])
"""
CELLS = ["", "y = 1  # first", "y = 2  # second", "y = 1 / 0", "z = 3", "y = (", "w = 1"]


def answers(runs: dict[int, Run], cells: list[str] = CELLS) -> LocalAnswers:
    return LocalAnswers({"In": cells, "y": 2, "z": 3}, runs)


def test_only_the_last_run_of_a_cell_is_read() -> None:
    runs = {1: Run("a", None), 2: Run("a", None), 4: Run("b", None)}
    assert answers(runs, CELLS[:3]).source() == "y = 2  # second"
    assert "first" in answers({}, CELLS[:3]).source()


def test_a_name_that_a_cell_no_longer_sets_has_no_source() -> None:
    runs = {1: Run("a", None), 2: Run("a", None)}
    assert "y" not in answers(runs, ["", "y = 1", "z = 3"]).source()


@pytest.mark.parametrize(("last", "error"), [(3, None), (4, "ZeroDivisionError"), (5, "ZeroDivisionError")])
def test_the_error_of_the_last_run_that_was_to_set_a_name_is_known(last: int, error: str | None) -> None:
    runs = {number: Run(None, "ZeroDivisionError" if number == 3 else None) for number in range(1, last)}
    assert answers(runs, CELLS[:last]).stopped("y") == error


def test_a_cell_that_is_no_python_counts_as_the_last_run() -> None:
    assert answers({5: Run("a", "SyntaxError")}).stopped("y") == "SyntaxError"
    assert answers({5: Run("a", "SyntaxError")}).stopped("z") is None


def test_an_earlier_version_of_a_cell_that_stopped_is_forgotten() -> None:
    cells = ["", "y, z = 1 / 0", "z = 3", "w = 1"]
    stopped = {1: Run("deleted", "ZeroDivisionError"), 2: Run("new", None), 3: Run("other", None)}
    assert answers(stopped, cells).stopped("y", among=["y", "z"]) is None
    assert answers(stopped, cells).stopped("y", among=["y"]) == "ZeroDivisionError"
    assert answers(stopped, cells).stopped("y", among=["y", "w"]) == "ZeroDivisionError"


@pytest.fixture
def shell() -> Iterator[object]:
    """An IPython of the test's own, which `check` finds as it would find a notebook's."""
    import IPython
    from IPython.core.interactiveshell import InteractiveShell

    from graders.answers import runs

    made = InteractiveShell()
    before = IPython.get_ipython
    IPython.get_ipython = lambda: made
    runs.watch_runs()
    yield made
    IPython.get_ipython = before
    runs._runs.clear()
    runs._watched.clear()
    made.history_manager.end_session()


def test_after_an_error_check_tells_the_error_and_judges_no_old_value(
    shell: object, lesson_beside: Callable[..., Path]
) -> None:
    lesson_beside(QUESTIONS)
    run = shell.run_cell  # type: ignore[attr-defined]  # IPython has no types
    run("slope_choice = 13", store_history=True)
    assert "stopped" not in str(check("choice"))
    run("slope_choice = 13 + 'a'", store_history=True)
    told = check("choice")
    assert "stopped with TypeError" in str(told)
    assert told.points == 0
    assert "You found it" not in str(told)
    run("slope_choice = 13", store_history=True)
    assert "stopped" not in str(check("choice"))


def test_of_a_syntax_error_the_line_is_told_and_no_file(
    shell: object, lesson_beside: Callable[..., Path]
) -> None:
    lesson_beside(QUESTIONS)
    shell.run_cell("x = 1\nslope_choice = weighted mean", store_history=True)  # type: ignore[attr-defined]  # IPython has no types
    told = " ".join(str(check("choice")).split())
    assert "stopped with SyntaxError: invalid syntax" in told
    assert "(line 2)" in told
    assert "ipython" not in told


def test_without_ipython_runs_are_not_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    from graders.answers import runs

    monkeypatch.setitem(sys.modules, "IPython", None)
    runs.watch_runs()
    assert not runs._watched
