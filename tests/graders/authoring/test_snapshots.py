"""What a teacher's answer changed is put back before the next one is tried."""

from __future__ import annotations

from typing import Any

import numpy as np

import autodiff_lite as ad
from graders.authoring.snapshots import Snapshot


def test_a_tape_that_was_used_answers_again_for_the_same_variable() -> None:
    x = ad.Variable(3.0)
    with ad.GradientTape() as tape:
        y = x * x
    names: dict[str, Any] = {"x": x, "tape": tape, "y": y}
    before = Snapshot(names)
    for _ in range(2):
        assert float(names["tape"].gradient(names["y"], names["x"])) == 6.0
        before.put_back(names)
    assert names["x"] is x


def test_a_variable_an_array_and_an_optimizer_get_their_contents_back() -> None:
    w, row, optimizer = ad.Variable([1.0, 2.0]), np.zeros(3), ad.optimizers.Adam(0.1)
    names: dict[str, Any] = {"w": w, "row": row, "optimizer": optimizer, "nested": {"rows": [row, [1]]}}
    before = Snapshot(names)
    first = []
    for _ in range(2):
        row[1] = 5.0
        names["nested"]["rows"][1].append(2)
        optimizer.apply_gradients([(ad.constant([1.0, 1.0]), w)])
        first.append(w.numpy().tolist())
        before.put_back(names)
    assert first[0] == first[1]
    assert w.numpy().tolist() == [1.0, 2.0]
    assert row.tolist() == [0.0, 0.0, 0.0]
    assert names["nested"]["rows"][1] == [1]


def test_objects_of_the_notebooks_own_classes_are_put_back_and_new_names_are_gone() -> None:
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(
        "class Num:\n    def __init__(self, value):\n        self.value = value\nn = Num(1)\nn.own = n", space
    )
    before = Snapshot(space)
    exec("n.value = 2\nn.more = 3\nm = n", space)
    before.put_back(space)
    assert space["n"].value == 1
    assert not hasattr(space["n"], "more")
    assert "m" not in space
