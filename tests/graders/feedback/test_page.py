"""A page of feedback says what the gradebook says, and nothing that only graders may read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from nbformat import NotebookNode, from_dict

from graders.checking.checks import VERDICT_TYPE
from graders.feedback.exporter import FeedbackExporter, template
from graders.feedback.page import NOTEBOOK_CHARACTERS, Builder
from graders.feedback.scores import Mark, Standing
from graders.feedback.texts import FULL, Texts


def detail(name: str, passed: bool, *, hidden: bool = False, points: float = 1.0) -> dict[str, Any]:
    said = f"said of {name}"
    return {
        "name": name,
        "points": points,
        "passed": passed,
        "words": said,
        "diagnosis": "",
        "hidden": hidden,
    }


VERDICT = {
    "question": "slope",
    "title": "The slope",
    "points": 1.0,
    "details": [detail("Sign", False), detail("Size", True), detail("Secret", False, hidden=True)],
    "problems": [],
}


def cell(kind: str, source: str, name: str = "", *, outputs: Any = (), **marks: Any) -> dict[str, Any]:
    known = {"grade_id": name, "grade": False, "solution": False, "locked": True, **marks} if name else None
    made = {"cell_type": kind, "source": source, "metadata": {"nbgrader": known} if known else {}}
    return made | ({"outputs": list(outputs), "execution_count": None} if kind == "code" else {})


def checked(verdict: dict[str, Any]) -> dict[str, Any]:
    output = {"output_type": "execute_result", "data": {VERDICT_TYPE: verdict}, "metadata": {}}
    return cell("code", 'check("slope")', "check", grade=True, outputs=[output])


def page(cells: list[dict[str, Any]], *, hidden: bool = False, **standing: Any) -> str:
    notebook: NotebookNode = from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})  # type: ignore[no-untyped-call]
    exporter = FeedbackExporter()
    builder = Builder(Standing("ada", **standing), exporter._visible, lambda name: None, hidden=hidden)
    return str(template("page.html").render(page=builder.page(notebook, "lesson")))


HEADINGS = cell("markdown", "# Lesson\n\n## 2 · Tapes\n\n### Question 1 · A slope (3 points)")


def test_a_card_has_the_title_the_points_what_is_right_first_and_where_to_read_again() -> None:
    html = page([HEADINGS, checked(VERDICT)], marks={"check": Mark(1.0, 3.0, 1.0)}, possible=3.0)
    assert "The slope — 1 of 3 points" in html
    assert html.index("said of Size") < html.index("said of Sign")
    assert html.count("0 of 1</span>") == 2
    assert 'Read again: <a href="#cell-1">2 · Tapes</a>' in html


def test_hidden_checks_are_summed_up_unless_the_course_shows_them() -> None:
    marks = {"check": Mark(1.0, 3.0, 1.0)}
    assert "Secret" not in page([HEADINGS, checked(VERDICT)], marks=marks)
    assert "Checks that run only when work is graded" in page([HEADINGS, checked(VERDICT)], marks=marks)
    assert "Secret" in page([HEADINGS, checked(VERDICT)], marks=marks, hidden=True)


def test_points_of_criteria_do_not_contradict_a_score_set_by_hand() -> None:
    html = page([HEADINGS, checked(VERDICT)], marks={"check": Mark(2.5, 3.0, 1.0, by_hand=True)})
    assert "2.5 of 3 points" in html
    assert "A person set the points of this answer" in html
    assert "0 of 1" not in html
    assert "1 of 1" not in html


def test_a_score_by_hand_that_is_the_checks_own_is_no_news() -> None:
    html = page([HEADINGS, checked(VERDICT)], marks={"check": Mark(1.0, 3.0, 1.0, by_hand=True)})
    assert "A person set" not in html


def test_a_written_answer_waits_for_a_person_until_it_is_read() -> None:
    written = cell("markdown", "Because *c* is constant.", "why", grade=True, solution=True, locked=False)
    html = page([HEADINGS, written], marks={"why": Mark(None, 3.0)}, possible=3.0)
    assert "waits for a person" in html
    assert "3 points more wait for a person" in html
    assert "0 of 3 points, " not in html
    read = page(
        [HEADINGS, written],
        marks={"why": Mark(2.0, 3.0, by_hand=True)},
        comments={"why": "- 1 of 1: Why\n- 1 of 2: The repair"},
    )
    assert "1 of 2</span>" in read
    changed = page(
        [HEADINGS, written],
        marks={"why": Mark(3.0, 3.0, by_hand=True)},
        comments={"why": "- 1 of 1: Why\n- 1 of 2: The repair\n\nWell said."},
    )
    assert "Well said." in changed
    assert "The repair" not in changed, "the points were changed elsewhere since"
    assert "waits" not in read.partition("<main>")[2].replace('"state-waits"', "")


def test_a_marking_guide_and_hidden_tests_are_not_on_the_page() -> None:
    hidden = "\n### BEGIN HIDDEN TESTS\n# Secret words\nassert x == 42\n### END HIDDEN TESTS"
    error = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": ["assert x == 42"]}
    stolen = {"output_type": "stream", "name": "stdout", "text": repr(["assert x > 0" + hidden])}
    html = page(
        [
            cell("code", "# For whoever reads" + hidden, "guide", grade=True),
            cell("code", "assert x > 0" + hidden, "test", grade=True, outputs=[error]),
            cell("code", "y = 1\n### BEGIN HIDDEN TESTS\n# Secret without an end", "broken"),
            cell("code", "print(In)", outputs=[stolen]),
        ],
        marks={"guide": Mark(0.0, 0.0, 0.0), "test": Mark(0.0, 1.0, 0.0)},
    )
    assert "assert x &gt; 0" in re.sub("<[^>]*>", "", html)
    assert "Secret" not in html
    assert "42" not in html
    assert "quotes a hidden test" in html
    assert "For whoever reads" not in html


def test_lateness_and_what_it_cost_are_told() -> None:
    html = page([HEADINGS], marks={"q": Mark(2.0, 3.0, 2.0)}, possible=3.0, late=7200.0, penalty=0.5)
    assert "1.5 of 3 points" in html
    assert "Handed in 2 h late." in html
    assert "0.5 points are taken off for lateness." in html


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "image/png"])
def test_a_huge_output_becomes_a_sentence(kind: str) -> None:
    huge = {"output_type": "display_data", "data": {kind: "A" * 20_000_000}, "metadata": {}}
    html = page([cell("code", "show()", outputs=[huge])])
    assert len(html) < 100_000
    assert "not shown here" in html or "Cut here" in html


def test_a_notebook_of_very_many_cells_fills_its_page_and_no_more() -> None:
    html = page([cell("code", "x" * 15_000)] * 400 + [checked(VERDICT)], marks={"check": Mark(1.0, 3.0, 1.0)})
    assert FULL in html
    assert "said of Size" in html, "what is said of a question has room of its own"
    assert len(html) < 2 * NOTEBOOK_CHARACTERS


@pytest.mark.parametrize("verdict", [{"question": "q"}, {"question": "q", "details": 7, "problems": None}])
def test_an_odd_verdict_still_gives_a_card(verdict: dict[str, Any]) -> None:
    assert "1 of 3 points" in page([HEADINGS, checked(verdict)], marks={"check": Mark(1.0, 3.0, 1.0)})


def test_words_of_a_verdict_are_shown_and_never_run() -> None:
    verdict = VERDICT | {"title": "<script>a()</script>", "problems": ["<img src=x onerror=a()>"]}
    html = page([checked(verdict)], marks={"check": Mark(1.0, 3.0, 1.0)})
    assert "<script" not in html
    assert "<img" not in html


def test_formulas_are_shown_without_a_program() -> None:
    html = Texts(lambda name: None).markdown(r"Slope $\frac{dy}{dx}$ and $$x^2$$ but `$y$`.")
    assert html.count("<math") == 2
    assert "<mfrac>" in html
    assert "<code>$y$</code>" in html


def test_a_picture_of_the_lesson_is_put_into_the_page() -> None:
    texts = Texts(lambda name: ("png", b"dots") if name == "figures/a.png" else None)
    html = texts.markdown("![A curve](figures/a.png) ![Away](http://evil.example/a.png)")
    assert '<img alt="A curve" src="data:image/png;base64,ZG90cw==">' in html
    assert "evil.example" not in html
