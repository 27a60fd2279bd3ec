"""TensorFlow's recorded answers, program by program; and the differences that are meant."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from programs import Case, agree, answer, recorded

import autodiff_lite

HERE = Path(__file__).parent
CASES = recorded(HERE)
BY_NAME = {case.name: case for case in CASES}
DOCUMENT = HERE.parents[1] / "docs" / "tensorflow.md"


def meant() -> dict[str, str]:
    """From the name of a case to the heading in the document that says why its answer differs."""
    differences = {}
    for line in (HERE / "differences").read_text().splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line:
            differences[line] = heading
    return differences


MEANT = meant()


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", [c for c in CASES if c.name not in MEANT], ids=lambda case: case.name)
def test_the_answer_is_tensorflows(case: Case) -> None:
    given = answer(case.code, autodiff_lite)
    assert agree(case.answer, given), f"\n{case.code}\nTensorFlow: {case.answer}\nhere:       {given}"


@pytest.mark.parametrize("name", MEANT)
def test_a_difference_that_is_meant_is_one(name: str) -> None:
    case = BY_NAME[name]
    assert not agree(case.answer, answer(case.code, autodiff_lite)), "this agrees: take it off the list"


@pytest.mark.parametrize("heading", sorted(set(MEANT.values())))
def test_each_kind_of_difference_has_its_reason_in_the_document(heading: str) -> None:
    section = re.search(rf"^### {re.escape(heading)}\n+(.+?)(?=^#|\Z)", DOCUMENT.read_text(), re.M | re.S)
    assert section is not None
    assert len(section[1].split()) >= 8


def test_no_two_programs_have_one_name() -> None:
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


def test_a_wrong_answer_would_be_noticed() -> None:
    right = answer("out = tf.constant([1.0, 2.0]) * 2.0", autodiff_lite)
    for wrong in (
        "out = tf.constant([1.0, 2.0]) * 2.001",
        "out = tf.constant([[1.0, 2.0]]) * 2.0",
        "out = tf.constant([1.0, 2.0], tf.float64) * 2.0",
        "out = None",
        "out = [2.0, 4.0]",
        "out_other = tf.constant([2.0, 4.0])",
        "raise ValueError",
    ):
        assert not agree(right, answer(wrong, autodiff_lite))
    assert not agree({"raises": ["KeyError", "LookupError"]}, answer("raise ValueError", autodiff_lite))
