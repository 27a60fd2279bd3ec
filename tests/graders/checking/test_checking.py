"""`check("...")` as a student, nbgrader's Validate and nbgrader's autograder meet it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import numpy
import pytest

import graders
from graders import check
from graders.answers.interface import Answers
from graders.checking.checks import VERDICT_TYPE
from graders.checking.panel import as_html, as_text
from graders.checking.verdict import judge
from graders.questions import question as question_module
from graders.questions.compare import compare
from graders.questions.question import Criterion, Question, find, questions

LESSON = "test-checking"


@pytest.fixture(autouse=True)
def slope_question(monkeypatch: pytest.MonkeyPatch) -> Question:
    """Questions of these tests alone, gone when they are done. Returns the one on a slope."""
    question_module.load_lessons()  # the lessons' own questions are to stay
    monkeypatch.setattr(question_module, "_register", {**question_module._register})
    question = Question(
        id="checking-slope",
        lesson=LESSON,
        title="The slope of <b> & co",
        points=2,
        hidden_points=0.5,
        reads=("slope",),
    )

    @question.check
    def reads_slope(answers: Answers) -> Iterator[Criterion]:
        result = compare(answers.value("slope"), 13.0, name="slope")
        yield Criterion("A number", 0.5, result.readable, feedback=result.feedback)
        yield Criterion("The slope", 1.0, result.equal, feedback=result.feedback, praise="`slope` it is.")

    @question.hidden
    def reads_it_again(answers: Answers, random: numpy.random.Generator) -> Iterator[Criterion]:
        yield Criterion("Secret criterion", 0.5, answers.value("slope") == 13, feedback="secret feedback")

    broken = Question(id="checking-broken", lesson=LESSON, title="A broken check", points=1)

    @broken.check
    def has_a_bug(answers: Answers) -> Iterator[Criterion]:
        yield Criterion("Works", 0.5, True)
        raise KeyError("a slip of the author")

    thirds = Question(id="checking-thirds", lesson=LESSON, title="Thirds", points=0.3)

    @thirds.check
    def three_parts(answers: Answers) -> Iterator[Criterion]:
        for part in ("a", "b", "c"):
            yield Criterion(part, 0.1, True)

    return question


def html_of(result: Any) -> str:
    return str(result._repr_mimebundle_()["text/html"])


def test_a_right_answer_is_praised_and_says_what_is_still_to_come() -> None:
    slope = 13  # noqa: F841  # check reads it by its name
    text = repr(check("checking-slope"))
    assert text == (
        "The slope of <b> & co: Right so far (1.5 of 1.5 points)\n"
        "  ✓ A number\n"
        "  ✓ The slope: `slope` it is.\n"
        "  0.5 more points are checked when your work is graded."
    )


def test_a_wrong_answer_is_told_why_and_keeps_its_part() -> None:
    slope = 12  # noqa: F841  # check reads it by its name
    result = check("checking-slope")
    assert float(result) == 0.5
    assert "✗ The slope: `slope` is 12, which is not the right number." in repr(result)


def test_a_name_that_was_never_set_is_named_with_the_nearest_one() -> None:
    slopes = 13  # noqa: F841  # check finds it by its name
    assert "`slope` is not set yet. Did you mean `slopes`?" in " ".join(repr(check("checking-slope")).split())


def test_hidden_checks_leave_no_trace_before_grading() -> None:
    slope = 13  # noqa: F841  # check reads it by its name
    result = check("checking-slope")
    assert not re.search("secret", repr(result) + html_of(result), re.IGNORECASE)


def test_an_unknown_id_offers_the_nearest_ones() -> None:
    text = repr(check("checking-slop"))
    assert text.startswith("There is no question 'checking-slop'.")
    assert "`checking-slope`" in text
    assert float(check("zzz")) == 0.0


@pytest.mark.parametrize("wrong", [None, 3, object(), "x" * 10_000])
def test_whatever_is_given_as_an_id_there_is_an_answer(wrong: Any) -> None:
    assert "There is no question" in repr(check(wrong))


def test_a_fault_in_a_check_is_owned_up_to_and_keeps_what_was_found() -> None:
    result = check("checking-broken")
    assert "It is not your mistake" in " ".join(repr(result).split())
    assert "slip of the author" not in repr(result) + html_of(result)
    assert float(result) == 0.5


def test_for_nbgrader_the_result_is_the_number_of_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    slope = 13  # noqa: F841  # check reads it by its name
    bundle = check("checking-slope")._repr_mimebundle_()
    assert bundle["text/plain"] == "2.0"
    assert "graders-panel" in bundle["text/html"]
    assert bundle[VERDICT_TYPE]["points"] == 2.0


def test_a_sum_of_parts_is_never_above_the_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert 0.1 + 0.1 + 0.1 > 0.3
    assert repr(check("checking-thirds")) == "0.3"


def test_validate_gives_full_points_to_what_is_right_so_far(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    slope = 13  # noqa: F841  # check reads it by its name
    assert repr(check("checking-slope")) == "2.0"
    assert capsys.readouterr().err == ""


def test_validate_is_told_the_reasons_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    slope = 12  # noqa: F841  # check reads it by its name
    assert repr(check("checking-slope")) == "0.5"
    assert "not the right number" in capsys.readouterr().err


def test_points_of_hidden_checks_without_hidden_checks_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question(id="checking-lonely", lesson=LESSON, title="Lonely", points=1, hidden_points=1)

    @question.check
    def nothing(answers: Answers) -> Iterator[Criterion]:
        yield from ()

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    data = check("checking-lonely")._repr_mimebundle_()[VERDICT_TYPE]
    assert data["faults"] == ["the hidden checks are not installed"]


class Structure(HTMLParser):
    """Collects tags that are not closed, and the attributes that assistive technology reads."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.roles: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)
        self.roles += [str(value) for name, value in attrs if name in ("role", "aria-label")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_panel_is_whole_html_that_says_in_words_what_its_colours_say() -> None:
    slope = 12  # noqa: F841  # check reads it by its name
    html = html_of(check("checking-slope"))
    structure = Structure()
    structure.feed(html)
    assert structure.open == []
    assert {"region", "status", "img", "Passed", "Failed"} <= set(structure.roles)
    assert "The slope of <b> & co" in structure.text
    assert "--jp-layout-color1" in html
    assert "<script" not in html
    assert "http" not in html


def test_what_a_student_wrote_cannot_become_html() -> None:
    slope = "<img src=x onerror=alert(1)>`<i>`"  # noqa: F841  # check reads it by its name
    question = Question(id="checking-markup", lesson=LESSON, title="T", points=1)

    @question.check
    def echo(answers: Answers) -> Iterator[Criterion]:
        yield Criterion("Echo", 1, False, feedback=str(answers.value("slope")))

    html = html_of(check("checking-markup"))
    assert "<img src" not in html
    assert "<i>" not in html


class Canned:
    """Answers that a check can be tried with."""

    def value(self, name: str) -> Any:
        return 13.0

    def call(self, name: str, *arguments: Any, seconds: float = 5.0) -> Any:
        return 0.0

    def source(self, name: str | None = None) -> str:
        return ""


def test_a_verdict_needs_nothing_but_answers(slope_question: Question) -> None:
    verdict = judge(slope_question, Canned(), seed=1)
    assert (verdict.earned, verdict.possible, verdict.passed) == (2.0, 2.0, True)
    assert as_text(verdict).startswith("The slope of")
    assert "Right" in as_html(verdict)


def test_the_same_seed_draws_the_same_inputs() -> None:
    drawn: list[float] = []
    question = Question(id="checking-drawn", lesson=LESSON, title="T", points=1, hidden_points=1)

    def draw(answers: Answers, random: numpy.random.Generator) -> Iterator[Criterion]:
        drawn.append(float(random.random()))
        yield Criterion("drawn", 1, True)

    question.hidden(draw)
    for seed in (5, 5, 6):
        judge(question, Canned(), seed=seed)
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_question_id_cannot_be_taken_by_two_lessons() -> None:
    with pytest.raises(ValueError, match="is taken by lesson 'test-checking'"):
        Question(id="checking-slope", lesson="another", title="T", points=1)


@pytest.mark.parametrize(("points", "hidden"), [(0, 0), (-1, 0), (1, 2), (float("nan"), 0)])
def test_points_that_make_no_sense_are_refused(points: float, hidden: float) -> None:
    with pytest.raises(ValueError, match="points"):
        Question(id="checking-nonsense", lesson=LESSON, title="T", points=points, hidden_points=hidden)


def test_every_question_of_a_lesson_gives_all_its_points_to_some_answer() -> None:
    for question in questions("03-gradients"):
        assert find(question.id) is question
        assert question.checks


def test_expected_values_come_from_the_engine() -> None:
    cubic = Question(
        id="checking-cubic",
        lesson=LESSON,
        title="T",
        points=1,
        function=lambda x, y: x**3 * y,
        at={"x": 2.0, "y": 5.0},
    )
    assert float(cubic.value()) == 40.0
    cubic.wrt = "x"
    assert float(cubic.gradient()) == 60.0
    cubic.order = 2
    assert float(cubic.gradient()) == 60.0
    cubic.order, cubic.wrt = 1, ["x", "y"]
    assert [float(part) for part in cubic.gradient()] == [60.0, 8.0]


def test_importing_graders_is_light() -> None:
    code = (
        "import sys, graders; "
        "heavy = {'nbgrader', 'IPython', 'typer', 'numpy', 'autodiff_lite'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
    assert graders.__version__


def test_without_an_id_check_says_how_it_is_called_and_lists_the_ids() -> None:
    told = str(check())
    assert "quotation marks" in told
    assert 'check("gradients-choice")' in told
    assert check().points == 0


def test_where_no_further_hint_is_left_the_panel_says_so() -> None:
    slope_choice = 37  # noqa: F841 - read by check
    assert "no further hint" in str(check("gradients-choice", hint=2))
    assert "no further hint" not in str(check("gradients-choice"))


def test_a_number_that_no_known_mistake_explains_has_hints_of_its_own_all_the_same() -> None:
    slope = 37  # noqa: F841 - read by check
    told = [str(check("gradients-slope")), str(check("gradients-slope", hint=2))]
    told.append(str(check("gradients-slope", hint=3)))
    assert "compared to within" not in told[0]
    assert len({*told}) == 3
    assert "Hint 3" in told[2]
    assert "no further hint" not in "".join(told)


def test_the_further_lines_of_a_hint_are_set_in_like_its_first() -> None:
    slope = 53  # noqa: F841 - read by check
    lines = str(check("gradients-slope", hint=3)).splitlines()
    first = next(number for number, line in enumerate(lines) if "Hint 2" in line)
    inset = [len(line) - len(line.lstrip()) for line in lines[first : first + 2]]
    assert not lines[first + 1].lstrip().startswith("Hint")
    assert inset == [6, 8]
