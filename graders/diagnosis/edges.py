"""Questions about a graph that is given by its edges, each with its local derivative.

An edge is (from, to, local derivative). Asked are a node's gradient, the paths between two nodes, the product
along one of them, and tables of local derivatives.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from graders.diagnosis.plain import Wrong, decide, explanation
from graders.diagnosis.result import Diagnosis

Edge = tuple[str, str, float]
Path = tuple[int, ...]
MOST_PATHS = 200
SURE = 0.9
ARROW = " -> "


class EdgeGraph:
    """A graph without circles, from its edges. Raises ValueError where there is a circle or no edge at all.

    >>> graph = EdgeGraph([("x", "u", 3.0), ("x", "y", 2.0), ("u", "y", 5.0)])
    >>> graph.gradient("y", "x"), [graph.shown(path) for path in graph.paths("x", "y")]
    (17.0, ['x -> u -> y', 'x -> y'])
    """

    def __init__(self, edges: Sequence[Edge]) -> None:
        self.edges = [(str(start), str(end), float(local)) for start, end, local in edges]
        if not self.edges:
            raise ValueError("a graph has at least one edge: (from, to, local derivative)")
        self.nodes = list(dict.fromkeys(name for start, end, _ in self.edges for name in (start, end)))
        left, known = list(self.edges), set[str]()
        while left:
            sources = {n for n in self.nodes if n not in known and all(end != n for _, end, _ in left)}
            if not sources:
                raise ValueError("the edges run in a circle; a graph of operations has none")
            known |= sources
            left = [edge for edge in left if edge[0] not in sources]

    def paths(self, source: str, target: str) -> list[Path]:
        """All ways from a node to another, each as the numbers of its edges.

        Raises ValueError for an unknown node, or where there are too many ways to look at.
        """
        for name in (source, target):
            if name not in self.nodes:
                raise ValueError(f"no node is called {name!r}; there are {', '.join(self.nodes)}")
        found: list[Path] = []
        waiting: list[tuple[str, Path]] = [(source, ())]
        while waiting:
            here, so_far = waiting.pop()
            if here == target:
                found.append(so_far)
                if len(found) > MOST_PATHS:
                    raise ValueError(f"there are more than {MOST_PATHS} paths from {source} to {target}")
                continue
            steps = [n for n, (start, _, _) in enumerate(self.edges) if start == here]
            waiting += [(self.edges[n][1], (*so_far, n)) for n in reversed(steps)]
        return found

    def product(self, path: Path) -> float:
        """The local derivatives along a path, multiplied."""
        return math.prod(self.edges[number][2] for number in path)

    def gradient(self, target: str, source: str) -> float:
        """The products of all paths, added."""
        return math.fsum(self.product(path) for path in self.paths(source, target))

    def shown(self, path: Path) -> str:
        """A path as a student writes it."""
        return (
            ARROW.join([self.edges[path[0]][0], *(self.edges[number][1] for number in path)]) if path else ""
        )


def diagnose_node(edges: Sequence[Edge], target: str, source: str, answer: Any) -> Diagnosis:
    """Diagnose an answer to "what is the gradient of `target` by `source` in this graph?".

    Raises ValueError for a graph or nodes that make no sense; never for a student's answer.

    >>> edges = [("x", "u", 3.25), ("x", "y", 2.5), ("u", "y", 5.75)]
    >>> diagnose_node(edges, "y", "x", 18.6875).best.misconception
    'one-path-only'
    """
    graph = EdgeGraph(edges)
    paths = graph.paths(source, target)
    products = [graph.product(path) for path in paths]
    right = math.fsum(products)
    if answer is None and not paths:
        return Diagnosis(right=True)
    if answer is None:
        return Diagnosis(False, explanations=(explanation("none-for-a-gradient", SURE, source),))
    wrongs = [Wrong("minus-lost", -right, 0.4)]
    for kept in _some(len(paths)):
        lost = [graph.shown(paths[n]) for n in range(len(paths)) if n not in kept]
        place = source if len(lost) != 1 else lost[0]
        wrongs.append(
            Wrong("one-path-only", math.fsum(products[n] for n in kept), place=place, wording="path")
        )
    if len(paths) > 1:
        wrongs.append(Wrong("paths-multiplied", math.prod(products), place=source))
    for path in paths:
        rest = right - graph.product(path)
        wrongs += [
            Wrong(wrong.id, rest + wrong.answer, wrong.weight, wrong.place, wrong.wording)
            for wrong in _along(graph, path)
        ]
    wrongs.append(Wrong("locals-added", math.fsum(sum(graph.edges[n][2] for n in path) for path in paths)))
    for node in graph.nodes:
        if node not in (source, target):
            wrongs.append(Wrong("with-respect-to-other-variable", graph.gradient(target, node), 0.6))
            wrongs.append(Wrong("gradient-of-intermediate", graph.gradient(node, source), 0.8))
    return decide(answer, right, wrongs, "Write down every path, and the product of each.")


def diagnose_product(edges: Sequence[Edge], path: Sequence[str], answer: Any) -> Diagnosis:
    """Diagnose an answer to "what does this path bring?". Raises ValueError where there is no such path."""
    graph = EdgeGraph(edges)
    numbers = read_path(graph, path)
    if numbers is None:
        raise ValueError(f"{ARROW.join(path)} is no path of the graph")
    first = "Write the local derivative of each edge of the path, then multiply."
    return decide(answer, graph.product(numbers), _along(graph, numbers), first)


def _along(graph: EdgeGraph, path: Path) -> list[Wrong]:
    """What a single path brings where it is worked out wrongly."""
    locals_ = [graph.edges[n][2] for n in path]
    whole = math.prod(locals_)
    wrongs = [Wrong("locals-added", math.fsum(locals_), place=graph.shown(path))] if len(path) > 1 else []
    for place, number in enumerate(path):
        edge = ARROW.join(graph.edges[number][:2])
        others = math.prod(local for n, local in enumerate(locals_) if n != place)
        if len(path) > 1:
            wrongs.append(Wrong("edge-left-out", others, place=edge))
        wrongs.append(Wrong("minus-lost", -whole, 1.0 if locals_[place] < 0 else 0.2, edge))
        if locals_[place]:
            wrongs.append(Wrong("edge-inverted", others / locals_[place], 0.5, edge))
    return wrongs


def _some(count: int) -> list[tuple[int, ...]]:
    """Some of the paths, but not all: one alone, and all but one; of few every choice."""
    sizes = range(1, count) if count <= 5 else (1, count - 1)
    return [kept for size in sizes for kept in combinations(range(count), size)]


def read_path(graph: EdgeGraph, given: Any) -> Path | None:
    """A path as written: a list of nodes, or a text such as "x -> u -> y"; None where it is none."""
    path, names = [], _names(given)
    for start, end in pairwise(names):
        number = next((n for n, edge in enumerate(graph.edges) if edge[:2] == (start, end)), None)
        if number is None:
            return None
        path.append(number)
    return tuple(path) or None


def diagnose_paths(edges: Sequence[Edge], source: str, target: str, answer: Any) -> Diagnosis:
    """Diagnose a list of paths from `source` to `target`; their number alone is an answer, too.

    A path is a list of nodes or a text such as "x -> u -> y"; the order of the paths does not matter.
    """
    graph = EdgeGraph(edges)
    right = graph.paths(source, target)
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        if answer == len(right):
            return Diagnosis(right=True)
        few = "There are more" if answer < len(right) else "There are fewer"
        return Diagnosis(
            False, remark=f"{few} paths than that.", first_check="Follow every edge that leaves a node."
        )
    if not isinstance(answer, list | tuple | set):
        words = "The answer is no list of paths."
        return Diagnosis(False, remark=words, first_check='Write ["x -> y", ...], one text for each path.')
    # Two edges between the same nodes make two paths of the same names.
    wanted, given = Counter(graph.shown(path) for path in right), Counter[str]()
    for written in answer:
        names = _names(written)
        path, said = read_path(graph, names), ARROW.join(names)[:60] or "[]"
        if path is None:
            backwards = read_path(graph, names[::-1]) is not None
            found = explanation("path-backwards" if backwards else "not-a-path", SURE, said)
            return Diagnosis(False, explanations=(found,))
        if graph.shown(path) not in wanted:
            return Diagnosis(False, explanations=(explanation("path-ends-elsewhere", SURE, said),))
        given[graph.shown(path)] += 1
    if given - wanted:
        return Diagnosis(
            False, remark="One of your paths is there twice.", first_check="Count each path once."
        )
    if given != wanted:
        found = explanation("one-path-only", SURE, source, "path")
        return Diagnosis(False, remark="Not all of the paths are there.", explanations=(found,))
    return Diagnosis(right=True)


def _names(written: Any) -> list[str]:
    if isinstance(written, str):
        return re.split(r"\s*(?:->|→|,|\s)\s*", written.strip())
    return [str(name) for name in written] if isinstance(written, list | tuple) else [str(written)]


def diagnose_table(right: Mapping[str, float], answer: Any) -> Diagnosis:
    """Diagnose a table of numbers by name, such as the local derivatives of a graph's edges.

    >>> diagnose_table({"u by x": 3.0, "y by u": -0.25}, {"u by x": 3.0, "y by u": 0.25}).best.misconception
    'minus-lost'
    """
    if not isinstance(answer, Mapping):
        names = ", ".join(f"`{name}`" for name in right)
        return Diagnosis(False, remark="The answer is no table.", first_check=f"Write a dict with {names}.")
    missing = [name for name in right if name not in answer]
    extra = [str(name) for name in answer if name not in right]
    if missing or extra:
        said = [f"There is no entry for {_list(missing)}."] if missing else []
        said += [f"{_list(extra)} was not asked for."] if extra else []
        return Diagnosis(False, remark=" ".join(said), first_check="Compare the names with the question's.")
    wrong = []
    for name, truth in right.items():
        found = decide(answer[name], truth, _entry(name, right), f"Look at `{name}` again.")
        if not found.right:
            wrong.append((name, found))
    if not wrong:
        return Diagnosis(right=True)
    explained = [found.explanations[0] for _, found in wrong if found.explanations]
    remark = f"Not right: {_list([name for name, _ in wrong])}."
    unread = [found.remark for _, found in wrong if found.remark and not found.explanations]
    distinct = {each.misconception: each for each in reversed(explained)}
    return Diagnosis(
        False, explanations=tuple(list(distinct.values())[::-1][:2]), remark=remark,
        first_check=unread[0] if unread else f"Look at `{wrong[0][0]}` again.",
    )  # fmt: skip


def _entry(name: str, right: Mapping[str, float]) -> list[Wrong]:
    truth = float(right[name])
    wrongs = [Wrong("minus-lost", -truth, place=name, wording="entries")]
    wrongs += [Wrong("edge-inverted", 1 / truth, 0.5, name)] if truth else []
    return wrongs + [
        Wrong("partials-swapped", float(other), 0.6, name) for key, other in right.items() if key != name
    ]


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
