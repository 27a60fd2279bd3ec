"""The table of names in the document is the package's."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

import autodiff_lite

DOCUMENT = (Path(__file__).parents[2] / "docs" / "tensorflow.md").read_text()
ROWS = dict(re.findall(r"^\| `(tf[.\w]*)` \| (.+?) \|$", DOCUMENT, re.M))


def module_of(row: str) -> ModuleType:
    found: ModuleType = autodiff_lite
    for part in row.split(".")[1:]:
        found = getattr(found, part)
    return found


@pytest.mark.parametrize(
    "row",
    [
        "tf",
        "tf.math",
        "tf.linalg",
        "tf.nn",
        "tf.random",
        "tf.optimizers",
        "tf.errors",
        "tf.dtypes",
        "tf.debugging",
        "tf.nest",
    ],
)
def test_the_table_names_what_the_package_has_and_nothing_else(row: str) -> None:
    module = module_of(row)
    listed = re.findall(r"`(\w+)`", ROWS[row])
    assert [name for name in listed if not hasattr(module, name)] == []
    exported = getattr(module, "__all__", None) or [
        n
        for n, v in vars(module).items()
        if getattr(v, "__module__", "") == module.__name__ and not n.startswith("_")
    ]
    modules = {n for n in exported if isinstance(getattr(module, n), ModuleType)}
    beyond = {"DType", "GradientReport", "Reason", "double", "half", *extras()}
    assert sorted(set(exported) - set(listed) - modules - beyond) == []


def extras() -> list[str]:
    """The names that TensorFlow does not have."""
    section = re.search(r"^## Beside TensorFlow's names\n+(.+?)(?=^## |\Z)", DOCUMENT, re.M | re.S)
    assert section is not None
    return re.findall(r"`ad\.(\w+)", section[1])
