"""`check("...")` as a student, nbgrader's Validate and nbgrader's autograder meet it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import graders
from graders import check
from graders.checking.checks import VERDICT_TYPE, graded
from graders.checking.panel import as_html, as_text
from graders.checking.verdict import judge
from graders.questions.folder import Folder, load
from graders.questions.lesson import Lesson

LESSON = "test-checking"
QUESTIONS = """
from graders.questions import Criterion, Lesson, ask, choice, compare, gradient

lesson = Lesson("test-checking")


def cubic(x):
    return 3.0 * x**3 + 5.0 * x**2 - 3.0 * x + 10.0


@ask(1.5, "slope")
def reads_slope(question, answers):
    result = compare(answers.value("slope"), 13.0, name="slope")
    yield Criterion("A number", 0.5, result.readable, feedback=result.feedback)
    yield Criterion("The slope", 1.0, result.equal, feedback=result.feedback, praise="`slope` it is.")


@ask(1)
def has_a_bug(question, answers):
    yield Criterion("Works", 0.5, True)
    raise KeyError("a slip of the author")


@ask(0.3)
def three_parts(question, answers):
    for part in ("a", "b", "c"):
        yield Criterion(part, 0.1, True)


@ask(1, "slope")
def echo(question, answers):
    yield Criterion("Echo", 1, False, feedback=str(answers.value("slope")))


lesson.question("checking-slope", "The slope of <b> & co", asks=[reads_slope], hidden=0.5)
lesson.question("checking-broken", "A broken check", asks=[has_a_bug])
lesson.question("checking-thirds", "Thirds", asks=[three_parts])
lesson.question("checking-lonely", "Lonely", asks=[three_parts], hidden=1)
lesson.question("checking-markup", "T", asks=[echo])
lesson.question("checking-cubic", "A cubic", of=cubic, at={"x": -2.0}, asks=[gradient("slope", 1)])
lesson.question("checking-choice", "One of them", of=cubic, at={"x": -2.0}, asks=[
    choice("slope_choice", 1, [-2, 13, 4]),
])
"""
HIDDEN = """
from graders.questions import Criterion, ask

from .questions import lesson


@ask(0.5, "slope")
def reads_it_again(question, answers):
    yield Criterion("Secret criterion", 0.5, answers.value("slope") == 13, feedback="secret feedback")


lesson.hidden("checking-slope", [reads_it_again])
"""
DRAWS = """
from graders.questions import Criterion, Lesson, ask

lesson = Lesson("draws")


def draw(question, answers, random):
    yield Criterion("drawn", 1, True, praise=repr(float(random.random())))


lesson.question("drawn", "T", asks=[ask(1)(draw)], hidden=1)
lesson.hidden("drawn", [ask(1)(draw)])
"""


@pytest.fixture(autouse=True)
def folder(lesson_beside: Callable[..., Path]) -> Path:
    """The lesson of these tests lies where the kernel started."""
    return lesson_beside(QUESTIONS, LESSON, hidden=HIDDEN)


@pytest.fixture
def lesson(folder: Path) -> Lesson:
    """As grading has it: with hidden checks."""
    return load(Folder.read(folder, hidden=True))


@pytest.fixture
def by_nbgrader(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have this process be a kernel that `nbgrader autograde` started for a student's work."""

    def start() -> None:
        course = tmp_path / "course"
        (course / "source").mkdir(parents=True)
        (course / "nbgrader_config.py").write_text("c = get_config()\n")
        folder.rename(course / "source" / LESSON)
        here = course / "autograded" / "ada" / LESSON
        here.mkdir(parents=True)
        monkeypatch.setattr("graders.checking.finding.STARTED_IN", here)
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    return start


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


def test_for_nbgrader_the_result_is_the_number_of_points(by_nbgrader: Callable[[], None]) -> None:
    by_nbgrader()
    slope = 13  # noqa: F841  # check reads it by its name
    bundle = check("checking-slope")._repr_mimebundle_()
    assert bundle["text/plain"] == "2.0"
    assert "graders-panel" in bundle["text/html"]
    assert bundle[VERDICT_TYPE]["points"] == 2.0


def test_a_sum_of_parts_is_never_above_the_points(by_nbgrader: Callable[[], None]) -> None:
    by_nbgrader()
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


def test_hidden_points_without_hidden_checks_are_a_fault_and_no_score(lesson: Lesson) -> None:
    checked = graded(lesson.find("checking-lonely"), Canned(), course="c", student="ada")
    assert checked.faults == (
        "question 'checking-lonely' keeps 1 point for hidden checks, and there are none",
    )


def test_a_fault_in_a_check_names_its_file_and_line_to_whoever_grades(lesson: Lesson, folder: Path) -> None:
    line = QUESTIONS.splitlines().index('    raise KeyError("a slip of the author")') + 1
    (fault,) = graded(lesson.find("checking-broken"), Canned(), course="c", student="ada").faults
    assert fault == f"KeyError: 'a slip of the author' ({folder}/questions.py, line {line})"


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


def test_a_verdict_needs_nothing_but_answers(lesson: Lesson) -> None:
    verdict = judge(lesson.find("checking-slope"), Canned(), seed=1)
    assert (verdict.earned, verdict.possible, verdict.passed) == (2.0, 2.0, True)
    assert as_text(verdict).startswith("The slope of")
    assert "Right" in as_html(verdict)


def test_the_same_seed_draws_the_same_inputs_and_what_students_run_draws_the_same_always() -> None:
    question = load(Folder("draws", {"questions.py": DRAWS})).find("drawn")
    verdicts = [judge(question, Canned(), seed=seed) for seed in (5, 5, 6)]
    visible, hidden = zip(*([part.praise for part in verdict.criteria] for verdict in verdicts), strict=True)
    assert visible[0] == visible[1] == visible[2]
    assert hidden[0] == hidden[1] != hidden[2]


def test_importing_graders_is_light() -> None:
    code = (
        "import sys, graders; "
        "heavy = {'nbgrader', 'IPython', 'typer', 'numpy', 'autodiff_lite'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
    assert graders.__version__


def test_an_id_of_nothing_but_spaces_is_no_question_and_costs_no_traceback() -> None:
    assert str(check("  ")) == str(check())


def test_without_an_id_check_says_how_it_is_called_and_lists_the_ids() -> None:
    told = str(check())
    assert "quotation marks" in told
    assert 'check("checking-choice")' in told
    assert check().points == 0


def test_where_no_further_hint_is_left_the_panel_says_so() -> None:
    slope_choice = 37  # noqa: F841 - read by check
    assert "no further hint" in str(check("checking-choice", hint=2))
    assert "no further hint" not in str(check("checking-choice"))


def test_a_number_that_no_known_mistake_explains_has_hints_of_its_own_all_the_same() -> None:
    slope = 37  # noqa: F841 - read by check
    told = [str(check("checking-cubic")), str(check("checking-cubic", hint=2))]
    told.append(str(check("checking-cubic", hint=3)))
    assert "compared to within" not in told[0]
    assert len({*told}) == 3
    assert "Hint 3" in told[2]
    assert "no further hint" not in "".join(told)


def test_the_further_lines_of_a_hint_are_set_in_like_its_first() -> None:
    slope = 53  # noqa: F841 - read by check
    lines = str(check("checking-cubic", hint=3)).splitlines()
    first = next(number for number, line in enumerate(lines) if "Hint 2" in line)
    inset = [len(line) - len(line.lstrip()) for line in lines[first : first + 2]]
    assert not lines[first + 1].lstrip().startswith("Hint")
    assert inset == [6, 8]
