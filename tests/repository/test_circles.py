"""No two modules import each other, directly or through others; imports for types alone count."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

from autodiff_lite import core


@pytest.mark.parametrize("package", ["autodiff_lite", "graders"])
def test_imports_inside_a_package_make_no_circle(package: str) -> None:
    graph = grimp.build_graph(package, exclude_type_checking_imports=False, cache_dir=None)
    # A package's own `__init__` gathers names of its modules; which modules need each other is the question.
    modules = {name for name in graph.modules if not graph.find_children(name)}
    imports = {name: graph.find_modules_directly_imported_by(name) & modules for name in modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_a_circle_is_found() -> None:
    with pytest.raises(CycleError):
        TopologicalSorter({"a": {"b"}, "b": {"c"}, "c": {"a"}}).prepare()


def test_the_core_is_read_in_its_order_and_names_all_its_files() -> None:
    graph = grimp.build_graph("autodiff_lite", exclude_type_checking_imports=True, cache_dir=None)
    order = re.findall(r"^- `(\w+)`:", core.__doc__ or "", flags=re.MULTILINE)
    assert len(order) > 5
    for place, name in enumerate(order):
        imported = graph.find_modules_directly_imported_by(f"autodiff_lite.core.{name}")
        later = [below for below in order[place:] if f"autodiff_lite.core.{below}" in imported]
        assert later == [], f"{name} needs what is read after it"
    named = set(re.findall(r"`(\w+)`", core.__doc__ or ""))
    assert {module.rpartition(".")[2] for module in graph.find_children("autodiff_lite.core")} == named
