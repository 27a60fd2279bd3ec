"""Recording a question's function with the engine, and taking the record apart into scalar steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graders.steps.rules import EXPONENTS, FUNCTIONS, READ_BY_HAND
from graders.steps.scalars import Graph, Node, TooLarge
from graders.steps.softmax import SOFTMAX

MOVES = frozenset(
    ["reshape", "transpose", "matrix_transpose", "reverse", "getitem", "gather", "take_along", "broadcast_to"]
).union(["concat", "stack", "put", "diag_part", "diag", "pad"])
OPAQUE_LIMIT = 4096
Ids = NDArray[np.int64]


@dataclass
class Recorded:
    """A function as recorded: its tape, its result, its scalar steps, and the variables among them."""

    tape: Any
    target: Any
    sources: dict[str, Any]
    graph: Graph
    elements: dict[str, Ids]
    shapes: dict[str, tuple[int, ...]]
    values: dict[str, Any] = field(default_factory=dict)


def tensor_of(source: Any) -> Any:
    """The tensor that a tape knows a source by: what a variable holds, or the tensor itself."""
    return getattr(source, "tensor", source)


def record_named(function: Callable[..., Any], at: Mapping[str, Any], of: str, by: str) -> Recorded:
    """Record a function that returns its values by name, with the value `by` as a source of the value `of`.

    `by` may also be one of the function's arguments. What leads to it is left out: in the scalar steps its
    elements are variables like any other. Raises ValueError for a name that is not there.
    """
    import autodiff_lite as ad

    sources = {name: ad.Variable(value, dtype="float64") for name, value in at.items()}
    with ad.GradientTape(persistent=True) as tape:
        values = function(**sources)
    if not isinstance(values, Mapping):
        raise TypeError(f'the function returns its values by name, as in {{"p": p, "y": y}}; got {values!r}')
    for name in (of, by):
        if name == by and by in sources:
            continue
        if name not in values or not isinstance(values[name], ad.Tensor):
            there = ", ".join(map(str, [*sources, *values]))
            raise ValueError(f"the function has no value {name!r}; there are {there}")
    held = {by: sources[by] if by in sources else values[by]}
    at_by = dict(at) if by in sources else {**at, by: exact(values[by].array)}
    graph, elements = _Scalars(tape, {**sources, **held}, at_by).of(values[of])
    shapes = {name: tuple(np.shape(value)) for name, value in at_by.items()}
    return Recorded(tape, values[of], {**sources, **held}, graph, elements, shapes, dict(values))


def record(function: Callable[..., Any], at: Mapping[str, Any], whole_arrays: bool = False) -> Recorded:
    """Call `function` on variables that hold `at` and take what the tape saw apart.

    In double precision; in single where the function makes single-precision tensors of its own. With
    `whole_arrays` nothing is taken apart: the scalar steps stay empty. Raises TypeError if the result is no
    tensor, TooLarge where there are too many steps, and whatever the function itself raises.
    """
    try:
        return _record(function, at, "float64", whole_arrays)
    except TooLarge:
        raise
    except (ValueError, TypeError):  # the engine refuses mixed dtypes; any other fault comes again
        return _record(function, at, "float32", whole_arrays)


def _record(function: Callable[..., Any], at: Mapping[str, Any], dtype: str, whole_arrays: bool) -> Recorded:
    import autodiff_lite as ad

    sources = {name: ad.Variable(value, dtype=dtype) for name, value in at.items()}
    with ad.GradientTape(persistent=True) as tape:
        result = function(**sources)
    if isinstance(result, list | tuple):
        with tape:
            result = ad.stack(list(result))
    if isinstance(result, ad.Variable):
        result = result.tensor
    if not isinstance(result, ad.Tensor):
        raise TypeError(
            f"the function returned {type(result).__name__}, not a tensor. Use the engine's operations, "
            "as in `lambda x: ad.square(x) + 3.0 * x`."
        )
    shapes = {name: tuple(np.shape(at[name])) for name in at}
    if whole_arrays:
        return Recorded(tape, result, sources, Graph(), {}, shapes)
    graph, elements = _Scalars(tape, sources, at).of(result)
    return Recorded(tape, result, sources, graph, elements, shapes)


def exact(array: Any) -> NDArray[np.float64]:
    """Numbers in double precision: a single-precision 0.1 becomes 0.1, as it was written."""
    array = np.asarray(array)
    if array.dtype != np.float32:
        return np.asarray(array.astype(np.float64))
    return np.array([float(str(x)) for x in array.ravel()], dtype=np.float64).reshape(array.shape)


class _Scalars:
    def __init__(self, tape: Any, sources: Mapping[str, Any], at: Mapping[str, Any]) -> None:
        self.tape = tape
        self.graph = Graph()
        self.ids: dict[int, Ids] = {}
        self.elements: dict[str, Ids] = {}
        for name, variable in sources.items():
            values = np.asarray(at[name], dtype=np.float64)
            numbers = [
                self.graph.add(Node("variable", name=name, value=float(v), place=i))
                for i, v in enumerate(values.ravel())
            ]
            self.elements[name] = np.array(numbers, dtype=np.int64).reshape(values.shape)
            self.ids[id(tensor_of(variable))] = self.elements[name]

    def of(self, result: Any) -> tuple[Graph, dict[str, Ids]]:
        for number, (primitive, inputs, output, attributes) in enumerate(self.tape.entries):
            if id(output) in self.ids:  # a value on the way that stands as a source
                continue
            self.ids[id(output)] = self.step(
                number, primitive, [self.of_tensor(x) for x in inputs], inputs, output, attributes
            )
        outs = self.of_tensor(result)
        self.graph.outs = [int(i) for i in outs.ravel()]
        self.graph.out_shape = outs.shape
        return self.graph, self.elements

    def of_tensor(self, tensor: Any) -> Ids:
        found = self.ids.get(id(tensor))
        if found is None:
            values = exact(tensor.array)
            found = np.array([self.graph.constant(v) for v in values.ravel()], dtype=np.int64).reshape(
                values.shape
            )
            self.ids[id(tensor)] = found
        return found

    def step(
        self, entry: int, primitive: Any, args: list[Ids], inputs: Any, output: Any, attributes: Any
    ) -> Ids:
        name = primitive.name
        shape = np.shape(output.array)
        if name in ("identity", "cast"):
            return args[0]
        if name in MOVES and not (name == "pad" and attributes.get("value", 0.0)):
            return self.moved(primitive, args, attributes)
        if name in REDUCTIONS:
            return self.reduced(name, entry, args[0], attributes, shape)
        if name == "matmul" and args[0].ndim <= 2 and args[1].ndim <= 2:
            return self.matmul(entry, args[0], args[1], shape)
        if name in SOFTMAX:
            return SOFTMAX[name](self.graph, entry, args, attributes)
        if name in READ_BY_HAND or name in FUNCTIONS:
            return self.elementwise(name, entry, args, shape, tuple(attributes.items()))
        return self.opaque(entry, primitive, args, inputs, output, attributes)

    def moved(self, primitive: Any, args: list[Ids], attributes: Any) -> Ids:
        # One is added so that the zeros which padding brings in can be told from node 0.
        raw = np.asarray(primitive.forward(*[a + 1 for a in args], **attributes), dtype=np.int64)
        if (raw == 0).any():
            zero = self.graph.constant(0.0)
            return np.where(raw == 0, zero, raw - 1)
        return raw - 1

    def reduced(self, name: str, entry: int, x: Ids, attributes: Any, shape: tuple[int, ...]) -> Ids:
        axis = attributes["axis"]
        axes = tuple(range(x.ndim)) if axis is None else tuple(axis)
        rest = tuple(i for i in range(x.ndim) if i not in axes)
        rows = np.transpose(x, rest + axes).reshape(int(np.prod([x.shape[i] for i in rest], dtype=int)), -1)
        made = []
        for place, row in enumerate(rows):
            items = tuple(int(i) for i in row)
            if name == "reduce_prod":
                made.append(self.graph.add(Node("product", items, entry=entry, place=place)))
                continue
            total = self.graph.add(
                Node("sum", items, signs=(1,) * len(items), entry=entry, place=place, tag="reduced")
            )
            if name == "reduce_mean":
                share = self.graph.constant(1 / len(items), "divisor", entry)
                total = self.graph.add(Node("product", (total, share), entry=entry, place=place, tag="mean"))
            made.append(total)
        return np.array(made, dtype=np.int64).reshape(shape)

    def matmul(self, entry: int, a: Ids, b: Ids, shape: tuple[int, ...]) -> Ids:
        left = a if a.ndim == 2 else a[None, :]
        right = b if b.ndim == 2 else b[:, None]
        made: list[int] = []
        for row in left:
            for column in right.T:
                items = tuple(
                    self.graph.add(Node("product", (int(x), int(y)), entry=entry))
                    for x, y in zip(row, column, strict=True)
                )
                made.append(
                    self.graph.add(Node("sum", items, signs=(1,) * len(items), entry=entry, place=len(made)))
                )
        return np.array(made, dtype=np.int64).reshape(shape)

    def elementwise(
        self,
        name: str,
        entry: int,
        args: list[Ids],
        shape: tuple[int, ...],
        attributes: tuple[tuple[str, Any], ...],
    ) -> Ids:
        lines = zip(*(np.broadcast_to(a, shape).ravel() for a in args), strict=True)
        made = [
            self.graph.add(one(self.graph, name, entry, place, tuple(int(i) for i in line), attributes))
            for place, line in enumerate(lines)
        ]
        return np.array(made, dtype=np.int64).reshape(shape)

    def opaque(
        self, entry: int, primitive: Any, args: list[Ids], inputs: Any, output: Any, attributes: Any
    ) -> Ids:
        """An operation that is not taken apart: its result here, and how it changes with each input."""
        values = exact(output.array)
        sizes = [a.size for a in args]
        if values.size * sum(sizes) > OPAQUE_LIMIT:
            raise TooLarge(f"{primitive.name} is too large to take apart")
        flat = tuple(int(i) for a in args for i in a.ravel())
        made = []
        for place, value in enumerate(values.ravel()):
            seed = np.zeros(values.size)
            seed[place] = 1.0
            row = _row(
                primitive, seed.reshape(values.shape), values, [exact(x.array) for x in inputs], attributes
            )
            made.append(
                self.graph.add(
                    Node("opaque", flat, primitive.name, float(value), partials=row, entry=entry, place=place)
                )
            )
        return np.array(made, dtype=np.int64).reshape(values.shape)


def one(
    graph: Graph,
    name: str,
    entry: int,
    place: int,
    args: tuple[int, ...],
    attributes: tuple[tuple[str, Any], ...] = (),
) -> Node:
    """One scalar step of an operation on numbers; what it needs beside `args` is added to the graph."""
    if name in FUNCTIONS:
        return Node("function", args, name, entry=entry, place=place, attributes=attributes)
    if name in ("add", "subtract"):
        return Node("sum", args, signs=(1, 1 if name == "add" else -1), entry=entry, place=place)
    if name == "multiply":
        return Node("product", args, entry=entry, place=place)
    if name == "negative":
        return Node("product", (graph.constant(-1.0), *args), entry=entry, place=place)
    if name == "divide":
        divisor = graph.nodes[args[1]]
        if divisor.kind == "constant" and divisor.value:
            share = graph.constant(1 / divisor.value, "divisor", entry)
            return Node("product", (args[0], share), entry=entry, place=place)
        return Node("quotient", args, entry=entry, place=place)
    if name == "reciprocal":
        return Node("quotient", (graph.constant(1.0), *args), entry=entry, place=place)
    if name == "squared_difference":
        args = (graph.add(Node("sum", args, signs=(1, -1), entry=entry, place=place)),)
        name = "square"
    if name == "pow":
        return Node("power", args, entry=entry, place=place)
    exponent = graph.constant(EXPONENTS[name])
    return Node("power", (args[0], exponent), entry=entry, place=place, tag=name)


REDUCTIONS = ("reduce_sum", "reduce_mean", "reduce_prod")


def _row(
    primitive: Any, seed: Any, result: Any, inputs: Sequence[Any], attributes: dict[str, Any]
) -> tuple[float, ...]:
    """One row of an operation's own Jacobian, from the engine's backward pass over it alone."""
    from autodiff_lite.core.backward import backward
    from autodiff_lite.core.listeners import unheard
    from autodiff_lite.core.tensor import Tensor

    held, output = tuple([Tensor(x) for x in inputs]), Tensor(result)
    with unheard():
        found = backward([(primitive, held, output, attributes)], {id(output): seed}, lambda x: True)
    parts = [np.broadcast_to(found.get(id(x), 0.0), x.array.shape) for x in held]
    return tuple([float(number) for part in parts for number in part.ravel()])
