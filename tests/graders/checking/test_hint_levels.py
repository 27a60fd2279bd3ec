"""Which hints were looked at is read from a submitted notebook, whatever is in it."""

from __future__ import annotations

from typing import Any

import pytest

from graders.checking.checks import HINT_TYPE
from graders.checking.hint_levels import hint_levels


def panel(question: Any, level: Any) -> dict[str, Any]:
    return {"outputs": [{"data": {HINT_TYPE: {"question": question, "level": level}}}]}


def test_the_highest_level_of_each_question_counts() -> None:
    cells = [panel("a", 1), panel("b", 2), panel("a", 3), panel("a", 2)]
    assert hint_levels({"cells": cells}) == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        {"cells": None},
        {"cells": [None, 3, {}, {"outputs": [None, {}, {"data": []}, {"data": {HINT_TYPE: "no"}}]}]},
        {"cells": [panel(None, 1), panel("a", "2"), panel("a", True), panel("a", 99)]},
    ],
)
def test_what_check_did_not_write_is_passed_over(notebook: dict[str, Any]) -> None:
    assert hint_levels(notebook) == {}
