"""From a tape's record to a graph: keeps what leads from the sources to the target.

The backward pass tells what comes back along each edge. The tape stays as it was.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from autodiff_lite.core.backward import backward
from autodiff_lite.core.listeners import unheard
from autodiff_lite.core.primitive import Rule
from autodiff_lite.core.rules_in_force import rules_for
from autodiff_lite.core.seeds import ones_for
from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.insight.explain import explain_none
from autodiff_lite.insight.flow import on_the_way
from autodiff_lite.insight.graph import Edge, Graph, Kind, Node, Pull
from autodiff_lite.values.nested import flatten

if TYPE_CHECKING:
    from autodiff_lite.core.tape import GradientTape


def graph(
    tape: GradientTape,
    target: Operand,
    sources: Any = None,
    names: Mapping[str, Operand] | None = None,
    everything: bool = False,
) -> Graph:
    """The recorded computation of `target` as plain data, with values, gradients and local derivatives.

    Does not use the tape up: take the graph before `tape.gradient`, or of a persistent tape at any time.

    Args:
        tape: what recorded the computation.
        target: the tensor at its end.
        sources: what to differentiate by: tensor or variable, or lists or dicts of them. By default all that
            is watched.
        names: names for tensors and variables. Variables have their own; other results are v0, v1, ... by
            their place on the tape.
        everything: also what the tape recorded besides the way from the sources to the target.

    Raises `RuntimeError` for a tape that was used up, `TypeError` for a target or source that is no tensor,
    `ValueError` if nothing leads from the sources to the target, saying why.

    >>> x = ad.Variable(3.0, name="x")
    >>> with ad.GradientTape() as tape:
    ...     y = ad.square(x)
    >>> graph = ad.graph(tape, y)
    >>> [node.name for node in graph.nodes], graph.node("x").gradient
    (['x', 'v0'], np.float32(6.0))
    """
    if tape.is_used_up:
        raise RuntimeError(
            "this tape was used by gradient() and its record is gone, so there is nothing to make a graph "
            "of. Take the graph (or draw it) before tape.gradient(...), or open the tape with "
            "GradientTape(persistent=True)."
        )
    checked = [_checked(target, "target")]
    by = None if sources is None else [_checked(source, "source") for source in flatten(sources)]
    named = {name: _checked(operand, f"names[{name!r}]") for name, operand in (names or {}).items()}
    return _Reading(tape, checked[0], by, named, everything).graph()


def _checked(operand: Any, role: str) -> Operand:
    if isinstance(operand, Operand):
        return operand
    raise TypeError(
        f"the {role} of a graph must be a tensor or a variable; got {operand!r} ({type(operand).__name__}). "
        "Keep what the operations returned: numbers, lists and NumPy arrays are not on the tape."
    )


class _Reading:
    """One reading of a record. Tensors are told apart by identity; the tape keeps them alive meanwhile."""

    def __init__(
        self,
        tape: GradientTape,
        target: Operand,
        sources: list[Operand] | None,
        names: Mapping[str, Operand],
        everything: bool,
    ) -> None:
        self.tape = tape
        self.entries = tape.entries
        self.target = target
        self.end: Tensor = target.tensor if isinstance(target, Variable) else target  # type: ignore[assignment]
        self.sources = sources
        self.variables = {
            id(tensor): (variable, turn)
            for variable in tape.watched_variables()
            for turn, tensor in enumerate(tape.tensors_of(variable))
        }
        self.given_names = {
            id(tensor): name
            for name, operand in names.items()
            for tensor in (*tape.tensors_of(operand), operand.read())
        }
        self.made = {id(output): number for number, (_, _, output, _) in enumerate(self.entries)}
        self.taken: set[str] = set(names)
        starts = None if sources is None else [t for source in sources for t in tape.tensors_of(source)]
        numbers = range(len(self.entries))
        self.kept = list(numbers) if everything else on_the_way(self.entries, self.end, starts)
        self.nodes: dict[int, Node] = {}
        self.results = {id(self.entries[number][2]) for number in self.kept}

    def _starts(self) -> set[int]:
        """Identities of the tensors at which gradients are wanted."""
        if self.sources is not None:
            return {
                id(t)
                for source in self.sources
                for t in self.tape.tensors_of(source)
                if self.tape.is_tracked(t)
            }
        read = {id(x): x for number in self.kept for x in self.entries[number][1]}
        return {key for key, x in read.items() if self.tape.is_tracked(x)} - self.results

    def graph(self) -> Graph:
        starts = self._starts()
        self._refuse_nothing(starts)
        live = starts | self.results
        pulls, shares, gradients = self._backward(live)
        ordered: list[Node] = []
        edges: list[Edge] = []
        if id(self.end) in starts - self.results:
            ordered.append(self._input(self.end, gradients, starts, None))
        for number in self.kept:
            primitive, inputs, output, attributes = self.entries[number]
            before = []
            for place, x in enumerate(inputs):
                node = self.nodes.get(id(x))
                if node is None:
                    node = self._input(x, gradients, starts, (number, place))
                    ordered.append(node)
                before.append(node)
            name, is_named = self._name_of_result(output, number)
            after = Node(
                id=f"op{number}",
                kind="operation",
                name=name,
                value=output.array,
                gradient=gradients.get(id(output)),
                number=number,
                operation=primitive.name,
                attributes=attributes,
                is_named=is_named,
            )
            self.nodes[id(output)] = after
            ordered.append(after)
            edges += [
                Edge(node, after, place, shares.get((number, place)), pulls.get((number, place)))
                for place, node in enumerate(before)
            ]
        return Graph(
            nodes=tuple(ordered),
            edges=tuple(edges),
            target=self.nodes[id(self.end)],
            sources=tuple(node for key, node in self.nodes.items() if key in starts),
            operands=self._operands(),
        )

    def _refuse_nothing(self, starts: set[int]) -> None:
        if id(self.end) in starts or (starts and id(self.end) in self.results):
            return
        for source in self.sources or list(self.tape.watched_variables()):
            reason = explain_none(self.tape, self.target, source)
            if reason.kind != "not None":
                raise ValueError(f"no graph leads from the source to the target: {reason}")
        raise ValueError(
            "no graph leads to this target: the tape recorded no operation that gave it. Compute it inside "
            "the tape's block, from a variable or a watched tensor, and pass the tensor itself."
        )

    def _backward(
        self, live: set[int]
    ) -> tuple[dict[tuple[int, int], Pull], dict[tuple[int, int], Any], dict[int, Any]]:
        """How gradients go back along each edge, what came back along it, and each tensor's gradient."""
        shares: dict[tuple[int, int], Any] = {}

        def notice(number: int, place: int, share: Any) -> None:
            shares[number, place] = share

        seeds = {id(self.end): ones_for(self.end)} if self.end.array.dtype.kind == "f" else {}
        with unheard():
            gradients = backward(self.entries, seeds, lambda x: id(x) in live, live, notice=notice)
        pulls: dict[tuple[int, int], Pull] = {}
        for number in self.kept:
            primitive, inputs, output, attributes = self.entries[number]
            known = [output.array, *(x.array for x in inputs)]
            for place, rule in enumerate(rules_for(number, primitive, len(inputs))):
                is_way = (number, place) in shares or id(output) not in gradients
                if rule is not None and is_way and id(inputs[place]) in live:
                    pulls[number, place] = _pull(rule, known, attributes)
        return pulls, shares, gradients

    def _input(
        self, tensor: Tensor, gradients: dict[int, Any], starts: set[int], use: tuple[int, int] | None
    ) -> Node:
        key = id(tensor)
        kind: Kind = "constant"
        if key in self.variables:
            kind = "variable"
        elif key in starts:
            kind = "intermediate" if key in self.made else "watched"
        elif tensor.made_by is not None:
            kind = "fixed"
        name, is_named = self._name_of_input(tensor, kind)
        # Small numbers are one tensor wherever they occur in a program, but each is a constant of its own to
        # a reader.
        shared = kind != "constant" or is_named
        node = Node(
            id=f"in{len(self.nodes)}" if shared or use is None else f"c{use[0]}_{use[1]}",
            kind=kind,
            name=name,
            value=tensor.array,
            gradient=gradients.get(key) if key in starts else None,
            is_named=is_named,
        )
        if shared:
            self.nodes[key] = node
        return node

    def _name_of_result(self, tensor: Tensor, number: int) -> tuple[str, bool]:
        given = self.given_names.get(id(tensor))
        return (given, True) if given is not None else (self._free(f"v{number}"), False)

    def _name_of_input(self, tensor: Tensor, kind: Kind) -> tuple[str, bool]:
        key = id(tensor)
        given = self.given_names.get(key)
        if key in self.variables:
            variable, turn = self.variables[key]
            named = given is not None or variable.name != "Variable"
            own = given if given is not None else variable.name if named else "variable"
            if turn:
                return self._free(f"{own} (value {turn + 1})"), named
            return (own if given is not None else self._free(own)), named
        if given is not None:
            return given, True
        if kind == "constant":
            return "constant", False
        if kind in ("intermediate", "fixed"):
            return self._free(f"v{self.made[key]}" if key in self.made else str(tensor.made_by)), False
        return self._free("watched"), False

    def _free(self, name: str) -> str:
        """`name`, with a number after it if another node has it."""
        free, turn = name, 2
        while free in self.taken:
            free, turn = f"{name} {turn}", turn + 1
        self.taken.add(free)
        return free

    def _operands(self) -> tuple[tuple[weakref.ref[Operand], tuple[Node, ...]], ...]:
        known: list[Operand] = [*self.tape.watched_variables(), *(self.sources or []), self.target]
        found = []
        for operand in known:
            nodes = tuple(self.nodes[id(t)] for t in self.tape.tensors_of(operand) if id(t) in self.nodes)
            if nodes:
                found.append((weakref.ref(operand), nodes))
        for number in self.kept:
            _, inputs, output, _ = self.entries[number]
            found += [
                (weakref.ref(t), (self.nodes[id(t)],)) for t in (*inputs, output) if id(t) in self.nodes
            ]
        return tuple(found)


def _pull(rule: Rule, known: list[Any], attributes: dict[str, Any]) -> Pull:
    return lambda upstream: rule(upstream, *known, **attributes)
