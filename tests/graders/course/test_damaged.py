"""Right notebooks damaged at random: no point that nbgrader gives is lost, and none without a remark."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

import pytest

from .lesson import FULL, TEXT_STUB, Notebook, graded, graded_by_nbgrader, name_of, solved

Damage = Callable[[Notebook, random.Random], None]
MANY = 300


def drop(made: Notebook, chance: random.Random) -> None:
    made["cells"].pop(chance.randrange(len(made["cells"])))


def split(made: Notebook, chance: random.Random) -> None:
    long = [each for each in made["cells"] if str(each.get("source", "")).count("\n")]
    if not long:
        return
    first = chance.choice(long)
    lines = str(first["source"]).split("\n")
    at = chance.randrange(1, len(lines))
    second = {
        **copy.deepcopy(first),
        "id": f"below-{chance.randrange(10**6)}",
        "source": "\n".join(lines[at:]),
    }
    if chance.random() < 0.5:
        second["metadata"] = {}
    first["source"] = "\n".join(lines[:at])
    made["cells"].insert(made["cells"].index(first) + 1, second)


def move(made: Notebook, chance: random.Random) -> None:
    each = made["cells"].pop(chance.randrange(len(made["cells"])))
    made["cells"].insert(chance.randrange(len(made["cells"]) + 1), each)


def retype(made: Notebook, chance: random.Random) -> None:
    each = chance.choice(made["cells"])
    kind = chance.choice(["code", "markdown", "raw"])
    each["cell_type"] = kind
    if chance.random() < 0.5:  # as Jupyter does it, or as a script does
        if kind == "code":
            each.update(outputs=[], execution_count=None)
        else:
            each.pop("outputs", None)
            each.pop("execution_count", None)


def unmark(made: Notebook, chance: random.Random) -> None:
    everywhere, ids = chance.random() < 0.4, chance.random() < 0.3
    for each in made["cells"] if everywhere else [chance.choice(made["cells"])]:
        each["metadata"] = chance.choice([{}, {"nbgrader": {}}, {"trusted": True}])
        if ids:
            each["id"] = f"new-{chance.randrange(10**6)}"


def copy_a_cell(made: Notebook, chance: random.Random) -> None:
    at = chance.randrange(len(made["cells"]))
    copied = {**copy.deepcopy(made["cells"][at]), "id": f"copy-{chance.randrange(10**6)}"}
    if copied["cell_type"] == "markdown" and chance.random() < 0.5:
        copied["source"] = TEXT_STUB
    made["cells"].insert(chance.randrange(at, len(made["cells"])) + 1, copied)


def other_tools(made: Notebook, chance: random.Random) -> None:
    theirs = chance.choice([
        {"vscode": {"languageId": "python"}}, {"pycharm": {"name": "#%%\n"}}, {"_uuid": "a", "trusted": True},
        {"papermill": {"status": "completed"}}, {"cell_id": "0", "deepnote_cell_type": "code"},
        {"id": "q", "colab": {"base_uri": "x"}}, {"tags": ["injected-parameters"]}, {"tags": "a,b"},
        {"collapsed": None}, {"scrolled": "yes"}, {"execution": {"iopub.status.busy": 3}}, {"name": ""},
    ])  # fmt: skip
    for each in made["cells"]:
        each["metadata"] = {**(each.get("metadata") or {}), **copy.deepcopy(theirs)}


def schema(made: Notebook, chance: random.Random) -> None:
    each = chance.choice(made["cells"])
    for break_it in chance.sample(
        [
            lambda: each.pop("execution_count", None),
            lambda: each.pop("outputs", None),
            lambda: each.update(outputs=[{"output_type": "stream", "text": 3}, 1]),
            lambda: each.update(transient={}),
            lambda: each.pop("id", None),
            lambda: each.update(id="no id!"),
            lambda: each.update(id=made["cells"][0].get("id")),
            lambda: made.update(nbformat_minor=chance.choice([0, 2, 4, 7, None])),
            lambda: made["metadata"].update(kernelspec=chance.choice([{"name": "python3"}, {}, None, 3])),
            lambda: made["metadata"].pop("language_info", None),
            lambda: made["cells"].insert(
                chance.randrange(len(made["cells"])), {"cell_type": "sql", "source": "x"}
            ),
        ],
        2,
    ):
        break_it()


def editor(made: Notebook, chance: random.Random) -> None:
    end = chance.choice(["\r\n", "\r", " \n", "\t\n"])
    for each in made["cells"]:
        each["source"] = str(each.get("source", "")).replace("\n", end) + chance.choice(["", "\n", " "])


DAMAGES: list[Damage] = [
    drop, split, move, retype, unmark, copy_a_cell, other_tools, schema, editor,
]  # fmt: skip


def damaged(seed: int) -> tuple[Notebook, list[str]]:
    chance = random.Random(seed)
    made = solved()
    chosen = [chance.choice(DAMAGES) for _ in range(chance.randint(1, 3))]
    for damage in chosen:
        if made["cells"]:
            damage(made, chance)
    return made, [damage.__name__ for damage in chosen]


def worth(points: dict[str, float | None] | None, name: str) -> float:
    """What a cell earns; waiting for a person, who gives no more than everything, is worth the most."""
    given = (points or {}).get(name, 0.0)
    return float("inf") if given is None else given


@pytest.mark.filterwarnings("ignore:Cell is missing an id field", "ignore:Non-unique cell id")
@pytest.mark.parametrize("tens", range(0, MANY, 10))
def test_no_point_that_nbgrader_gives_is_lost_and_none_without_a_remark(tens: int) -> None:
    for seed in range(tens, tens + 10):
        made, how = damaged(seed)
        points, remarks = graded(copy.deepcopy(made))
        theirs = graded_by_nbgrader(copy.deepcopy(made))
        names = [name_of(each) for each in made["cells"]]
        for name in FULL:
            assert worth(points, name) >= worth(theirs, name), (
                seed,
                how,
                name,
                points,
                theirs,
                remarks,
                names,
            )
            if worth(points, name) < worth(FULL, name):
                assert remarks, (seed, how, name, points, names)
