"""`mine("question-id")` and `i_am("name")`, as a student meets them; and whose numbers `check` goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graders import check, i_am, mine
from graders.checking import who
from graders.checking.mine import MINE_TYPE
from graders.questions.folder import Folder, load

Put = Callable[..., Path]

QUESTIONS = """
from graders.questions import Lesson, drawn, gradient, number, one_of

lesson = Lesson("own")
X = drawn(x=one_of(2.0, 3.0, 4.0, 5.0, 6.0))
lesson.question("own-slope", "A slope", of=lambda x: x * x, at=X, asks=[
    gradient("slope", 1.0),
])
lesson.question("own-plain", "Three", asks=[number("three", 1.0, 3.0)])
"""
SALT = 'salt = "autumn"\n'

# What a student set: `check` reads it by its name.
slope: Any = None


@pytest.fixture(autouse=True)
def nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (who.HUB, who.SETTING):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(who, "_told", who.Known())
    yield
    globals()["slope"] = None


@pytest.fixture
def own(lesson_beside: Put) -> Path:
    """A lesson with numbers of each student's own."""
    place = lesson_beside(QUESTIONS, "own")
    (place / "variants.toml").write_text(SALT, encoding="utf-8")
    return place


def x_of(place: Path, name: str) -> float:
    return float(load(Folder.read(place, varied=True)).find("own-slope").of_student(name).own["x"])


def somebody_with_other_numbers(place: Path) -> str:
    return next(name for name in ("ada", "bob", "eve", "dan") if x_of(place, name) != 2.0)


def shown(thing: object) -> str:
    return " ".join(repr(thing).split())


def test_where_a_lesson_gives_nobody_numbers_of_their_own_all_see_the_common_ones(lesson_beside: Put) -> None:
    lesson_beside(QUESTIONS, "own")
    assert shown(mine("own-slope")) == "`x` is 2."
    assert dict(mine("own-slope")) == {"x": 2.0}
    assert "everybody has the same numbers" in shown(i_am("ada"))
    assert MINE_TYPE not in mine("own-slope")._repr_mimebundle_()


def test_without_a_name_it_works_and_says_how_to_get_ones_own(own: Path) -> None:
    assert mine("own-slope")["x"] == 2.0
    assert '`i_am("your user name in this course")`. Then run this cell again' in shown(mine("own-slope"))
    globals()["slope"] = 4.0
    told = shown(check("own-slope"))
    assert "Right, with a note" in told
    assert "Nobody has said who you are" in told


@pytest.mark.parametrize("said_by", ["cell", "hub", "setting", "file"])
def test_who_somebody_is_comes_from_a_cell_the_hub_a_setting_or_the_folder(
    own: Path, said_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = somebody_with_other_numbers(own)
    if said_by == "cell":
        assert f"You are **{name}**" in shown(i_am(name))
    elif said_by == "file":
        (own / "variants.toml").write_text(f'{SALT}student = "{name}"\n', encoding="utf-8")
    else:
        monkeypatch.setenv(who.HUB if said_by == "hub" else who.SETTING, name)
    found = mine("own-slope")
    assert found["x"] == x_of(own, name)
    assert f"Your own numbers, {name}" in shown(found)
    assert found._repr_mimebundle_()[MINE_TYPE] == {"student": name}
    globals()["slope"] = 2 * found["x"]
    assert "Right (1 of 1 point)" in shown(check("own-slope"))


def test_the_hub_counts_more_than_what_is_said_and_that_is_told(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(who.HUB, "ada")
    told = shown(i_am("bob"))
    assert "You are **ada**; JupyterHub says so. That counts, and not 'bob'." in told
    assert mine("own-slope")["x"] == x_of(own, "ada")
    assert shown(i_am("")) == "You are **ada**; JupyterHub says so."


def test_who_says_another_name_later_is_told_to_run_all_again(own: Path) -> None:
    i_am("ada")
    assert "Until now you were ada: run all cells again." in shown(i_am("bob"))


@pytest.mark.parametrize(("said", "words"), [("", "between the quotation marks"), (3, "in quotation marks")])
def test_what_is_no_name_is_told_and_changes_nothing(own: Path, said: object, words: str) -> None:
    assert words in shown(i_am(said))
    assert not who.told()


def test_an_answer_for_the_common_numbers_is_told_as_that(own: Path) -> None:
    i_am(somebody_with_other_numbers(own))
    globals()["slope"] = 4.0
    told = shown(check("own-slope"))
    assert "0 of 1 point" in told
    assert "fits the numbers that everybody gets without a name" in told
    globals()["slope"] = 4.5
    assert "without a name" not in shown(check("own-slope"))


def test_a_question_without_numbers_or_that_does_not_exist_is_told_and_no_traceback(own: Path) -> None:
    assert shown(mine("own-plain")) == (
        'There are no numbers of your own in "own-plain". Questions that have some: `mine("own-slope")`.'
    )
    assert shown(mine("own-slop")).startswith("There is no question 'own-slop'. Did you mean `own-slope`")
    assert "no question ''" in shown(mine())
    with pytest.raises(KeyError, match="Did you mean `own-slope`"):
        mine("own-slop")["x"]
    with pytest.raises(KeyError, match=r"'y' is not drawn here\. There is: 'x'"):
        mine("own-slope")["y"]


def test_broken_settings_are_told_in_words(own: Path) -> None:
    (own / "variants.toml").write_text("salt = ", encoding="utf-8")
    assert "variants.toml: it is not TOML" in shown(mine("own-slope"))
    assert "variants.toml: it is not TOML" in shown(i_am("ada"))
    assert "cannot be loaded" in shown(check("own-slope"))
