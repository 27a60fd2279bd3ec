"""The diagnosis measured against the corpus of wrong answers, and of right ones in other forms."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

PARTS = ("development", "held_out")


@pytest.fixture(scope="module")
def confusion() -> ModuleType:
    path = Path(__file__).with_name("confusion.py")
    spec = importlib.util.spec_from_file_location("confusion", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["confusion"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=PARTS)
def table(request: pytest.FixtureRequest, confusion: ModuleType) -> object:
    return confusion.table(request.param)


def test_wrong_answers_are_diagnosed_and_the_diagnoses_are_right(table: object) -> None:
    assert table.diagnosed >= 0.95 * table.wrong  # type: ignore[attr-defined]
    assert table.named >= 0.99 * table.diagnosed  # type: ignore[attr-defined]


def test_no_right_answer_is_called_wrong_and_no_wrong_one_right(table: object) -> None:
    assert table.called_wrong == 0  # type: ignore[attr-defined]
    assert table.called_right == 0  # type: ignore[attr-defined]


def test_an_arbitrary_slip_mostly_stays_unexplained(confusion: ModuleType) -> None:
    counts = confusion.explained_slips()
    for kind, most in (("whole", 0.09), ("rounded", 0.05)):
        explained, all_ = counts[kind]
        assert all_ >= 120
        assert explained <= most * all_


def test_the_corpus_is_as_large_as_it_should_be(confusion: ModuleType) -> None:
    items = [item for part in PARTS for item in confusion.items(part)]
    wrong = [item for item in items if "answer_python" not in item]
    assert len(wrong) >= 900
    assert len({item["function"] for item in wrong}) >= 25
    assert len(items) - len(wrong) >= 400


def test_hints_never_hold_the_right_answer(confusion: ModuleType) -> None:
    from graders.diagnosis.explain import tells

    for item in confusion.items("development"):
        if "answer_python" in item:
            continue
        found = confusion.diagnosed(item)
        right = confusion.right_of(item)
        for explanation in found.explanations:
            assert not any(tells(hint, right) for hint in explanation.hints), (item["id"], explanation.hints)
        # The number of an entry says where, not what.
        said = re.sub(r"\(entry [^)]*\)", "", found.remark + found.first_check)
        assert not tells(said, right), item["id"]
