"""The catalogue: every entry can be shown to a student, and teachers can add, silence and remove."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import autodiff_lite as ad
from graders import diagnose
from graders.misconceptions import Misconception, catalogue, misconception, pin, remove, silence

EVERY = list(catalogue().values())


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.id)
def test_an_entry_has_a_title_and_three_different_hints_without_figures(entry: Misconception) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.id)
    assert entry.title[0].isupper()
    assert not entry.title.endswith(".")
    assert len(set(entry.hints)) == 3
    for hint in entry.hints:
        assert hint[-1] in ".?"
        # A figure in a hint could be somebody's answer.
        assert not re.search(r"\d", hint)


@pytest.mark.parametrize("entry", [entry for entry in EVERY if entry.wordings], ids=lambda entry: entry.id)
def test_the_words_for_a_form_of_a_mistake_are_words_for_a_student_too(entry: Misconception) -> None:
    for wording in entry.wordings:
        words = entry.words(wording)
        assert words.hints != entry.hints
        assert len(set(words.hints)) == 3
        assert words.title[0].isupper()
        assert all(hint[-1] in ".?" and not re.search(r"\d", hint) for hint in words.hints)


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.id)
def test_only_the_place_and_what_was_asked_are_filled_into_words(entry: Misconception) -> None:
    for words in (entry.words(), *(entry.words(wording) for wording in entry.wordings)):
        found = set(re.findall(r"\{(\w*)\}", words.title + "".join(words.hints)))
        assert found <= {"place", "asked"}


@pytest.fixture
def halved() -> Iterator[str]:
    lost = misconception(
        "half-lost", title="A half lost", nudge="Look.", rule="Rule.", step="Step.", weight=9.0
    )

    @lost.at_operation
    def half_lost(op: Any) -> Iterator[Any]:
        if op.name == "sqrt":
            yield lambda at: at.d() / at.value

    yield lost.id
    remove(lost.id)


def test_a_teacher_adds_a_misconception_and_takes_it_away(halved: str) -> None:
    question = {"function": lambda x: ad.sqrt(3.0 * x), "at": {"x": 3.0}, "answer": 1.0}
    assert diagnose(**question).best.misconception == halved  # type: ignore[union-attr]
    remove(halved)
    assert halved not in catalogue()
    assert diagnose(**question).best.misconception != halved  # type: ignore[union-attr]


@pytest.mark.parametrize("missing", ["title", "nudge", "rule", "step"])
def test_a_misconception_without_words_is_refused(missing: str) -> None:
    words = {"title": "T", "nudge": "N", "rule": "R", "step": "S"} | {missing: " "}
    with pytest.raises(ValueError, match=missing):
        misconception("without-words", **words)
    assert "without-words" not in catalogue()


def test_a_weight_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        misconception("weightless", title="T", nudge="N", rule="R", step="S", weight=0)


def test_silencing_an_unknown_one_offers_the_nearest() -> None:
    with pytest.raises(ValueError, match="minus-lost"), silence("minus-lots"):
        pass


def test_a_pinned_explanation_fills_up_its_hints() -> None:
    assert pin(3, "T", nudge="N").hints == ("N", "N", "N")
    assert pin(3, "T", nudge="N", rule="R").hints == ("N", "R", "R")
