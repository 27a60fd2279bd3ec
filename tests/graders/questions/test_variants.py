"""Numbers of each student's own: what is drawn, for whom, and what a question says with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autodiff_lite as ad
from graders.answers.local import LocalAnswers
from graders.checking.verdict import judge
from graders.questions import (
    Lesson,
    Question,
    choice,
    drawn,
    function,
    gradient,
    one_of,
    shuffled,
    uniform,
    whole,
)
from graders.questions.drawn import common_of
from graders.questions.folder import BrokenLesson, Folder, load, settings_of, varied

STUDENTS = [f"student {number}" for number in range(60)]


def growing(x: Any, c: Any) -> Any:
    return c * x * x


def made(salt: str | None = "autumn", **changes: Any) -> Question:
    lesson = Lesson("own")
    settings: dict[str, Any] = {
        "of": growing,
        "at": drawn(x=one_of(2.0, 3.0, 4.0, 5.0, 6.0)),
        "own": drawn(c=whole(3, 9, common=7)),
        "asks": [gradient("slope", 1.0, praise="That is the slope at {x}.")],
    }
    question = lesson.question("own-slope", "A slope", **{**settings, **changes})
    lesson.vary(salt)
    return question


def earned(question: Question, **names: Any) -> float:
    return judge(question, LocalAnswers(names)).earned


def test_without_a_name_or_a_salt_everybody_has_the_common_numbers() -> None:
    question = made()
    assert question.own == {"x": 2.0, "c": 7}
    assert question.of_student("").own == question.of_student(None).own == question.own
    assert made(salt=None).of_student("ada").own == question.own
    assert float(question.gradient()) == 2 * 7 * 2.0
    assert earned(question, slope=28.0) == 1.0


def test_a_student_has_the_same_numbers_each_time_and_spelling_does_not_count() -> None:
    own = [made().of_student(name).own for name in ("ada", " Ada ", "ADA")]
    assert own[0] == own[1] == own[2]


def test_students_lessons_questions_and_courses_differ() -> None:
    drawn_values = {tuple(made().of_student(name).own.values()) for name in STUDENTS}
    assert len(drawn_values) > 20  # of 35 pairs
    assert any(made().of_student(name).own != made("spring").of_student(name).own for name in STUDENTS)
    variants = made().variants
    assert variants is not None
    by_place = [
        [variants.drawn_for(lesson, name, question) for name in STUDENTS]
        for lesson, question in (("own", "own-slope"), ("own", "own-other"), ("other", "own-slope"))
    ]
    assert by_place[0] != by_place[1] != by_place[2] != by_place[0]


def test_what_is_right_for_one_student_is_right_for_those_alone_who_have_the_same_numbers() -> None:
    question = made()
    variants = {name: question.of_student(name) for name in STUDENTS[:20]}
    for owner in variants.values():
        leaked = float(owner.gradient())
        for other in variants.values():
            assert earned(other, slope=leaked) == (1.0 if float(other.gradient()) == leaked else 0.0)


def test_words_of_a_check_name_the_students_own_numbers() -> None:
    question = made().of_student("ada")
    found = judge(question, LocalAnswers({"slope": float(question.gradient())}))
    assert found.criteria[0].praise == f"That is the slope at {question.own['x']:g}."


def test_an_ask_may_go_by_what_was_drawn() -> None:
    question = made(
        own=drawn(c=one_of(3.0, -3.0)),
        asks=[choice("way", 1.0, ("up", "down"), lambda question: "up" if question.own["c"] > 0 else "down")],
    )
    for name in STUDENTS[:8]:
        theirs = question.of_student(name)
        assert earned(theirs, way="up") == (1.0 if theirs.own["c"] > 0 else 0.0)


def test_a_function_of_the_student_is_tried_with_their_own_family() -> None:
    question = made(asks=[function("slope_at", 1.0, [1.0, 4.0])]).of_student("ada")
    c = question.own["c"]
    assert earned(question, slope_at=lambda x: 2 * c * x) == 1.0
    assert earned(question, slope_at=lambda x: 2 * (c + 1) * x) == 0.0


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("", "| name | value |\n|:--|:--|\n| `x` | 2 |\n| `c` | 7 |"),
        ("$ {c} x^2 $ at {x}", "$ 7 x^2 $ at 2"),
        (lambda x, c: f"{c:+d} at {x:.1f}", "+7 at 2.0"),
    ],
    ids=["table", "text", "function"],
)
def test_numbers_are_shown_as_table_text_or_by_a_function(shown: Any, words: str) -> None:
    question = made(shown=shown)
    assert question.variants is not None
    assert question.variants.in_words(question.own) == words


def test_a_single_number_and_an_order_of_options_are_said_in_a_line() -> None:
    one = Lesson("own").question("n", "N", at=drawn(n=whole(2, 9, common=4)), asks=[gradient("k", 1.0)])
    assert one.variants is not None
    assert one.variants.in_words(one.own) == "`n` is 4."
    order = shuffled("first", "second", "third")
    assert common_of(order) == ("first", "second", "third")
    question = Lesson("own").question("o", "O", own=drawn(options=order), asks=[gradient("k", 1.0)])
    assert question.variants is not None
    assert question.variants.in_words(question.own) == "`options` is first, second, third."
    import numpy

    orders = {order.draw(numpy.random.default_rng(seed)) for seed in range(40)}
    assert len(orders) == 6


def test_an_array_may_be_drawn() -> None:
    question = made(
        of=lambda w: ad.reduce_sum(w * w), at=drawn(w=uniform(-3, 3, shape=(2,))), own={}, shown=""
    )
    found = question.of_student("ada").gradient()
    assert found.shape == (2,)
    assert (found == 2 * question.of_student("ada").own["w"]).all()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: drawn(x=2.0), "nothing to draw"),
        (lambda: drawn(), "nothing to draw"),
        (lambda: shuffled("one"), "one order only"),
        (lambda: made(of=one_of(growing, abs)), "own=drawn"),
        (lambda: made(at={"x": 1.0}, own={"c": 3.0}), "draws nothing"),
        (lambda: made(at={"x": 1.0}, own={}, shown="{x}"), "draws nothing"),
        (lambda: made(own=drawn(x=one_of(1.0, 2.0))), "in `at` and in `own`"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(wrong: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wrong()


QUESTIONS = """
from graders.questions import Lesson, drawn, gradient, one_of

lesson = Lesson("own")
lesson.question("own-slope", "A slope", of=lambda x: x * x, at=drawn(x=one_of(2.0, 3.0, 4.0)), asks=[
    gradient("slope", 1.0),
])
"""


def folder(tmp_path: Path, text: str | None) -> Path:
    place = tmp_path / "own"
    place.mkdir(exist_ok=True)
    (place / "questions.py").write_text(QUESTIONS, encoding="utf-8")
    if text is not None:
        (place / "variants.toml").write_text(text, encoding="utf-8")
    return place


def test_the_file_beside_the_notebook_switches_them_on(tmp_path: Path) -> None:
    place = folder(tmp_path, 'salt = "autumn"\nstudent = "ada"\n')
    assert not load(Folder.read(place)).varies
    on = load(Folder.read(place, varied=True))
    assert on.varies
    assert on.student == "ada"
    assert not load(Folder.read(folder(tmp_path / "..", None), varied=True)).varies


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("salt = ", "not TOML"),
        ("", "has no salt"),
        ('salt = ""', "has no salt"),
        ("salt = 3", "has no salt"),
        ('salt = "a"\npepper = 1', "'pepper' is not known here"),
        ('salt = "a"\nstudent = 3', "`student` is no text"),
    ],
)
def test_a_file_that_says_nothing_sensible_is_told_with_its_name(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(BrokenLesson, match=words) as told:
        load(Folder.read(folder(tmp_path, text), varied=True))
    assert "variants.toml" in str(told.value)


def test_a_course_that_ignores_the_file_gives_everybody_the_same() -> None:
    assert varied(["hidden.py"])
    assert not varied(["hidden.py", "variants.toml"])
    assert not varied(["*.toml"])
    assert settings_of('salt = "autumn"') == {"salt": "autumn"}
