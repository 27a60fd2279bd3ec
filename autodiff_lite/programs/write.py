"""A program as Python: one line an operation.

Python's signs and NumPy's functions stand in the line as they are; what another row of the table computes is
called by the row's name. `Written` holds the lines and what they need: constants, and those rows.
"""

from __future__ import annotations

import keyword
import operator
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.tensor import Tensor
from autodiff_lite.programs.program import Program
from autodiff_lite.programs.shorter import shorter
from autodiff_lite.programs.trace import Node

SIGNS: dict[Any, str] = {
    operator.add: "+",
    operator.sub: "-",
    operator.mul: "*",
    operator.truediv: "/",
    operator.matmul: "@",
}
UFUNCS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
LARGE = 4096
"""Entries from which on an array that nobody else sees is written over."""


@dataclass
class Written:
    """Lines of a function's body, with what they need by name: constants, and rows of the table."""

    lines: list[str] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Primitive] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    _by_value: dict[int, str] = field(default_factory=dict)
    _held: list[Any] = field(default_factory=list)

    def name_of(self, value: Tensor) -> str:
        """The name of a value; a constant gets one when it is first met."""
        return self.names.get(id(value)) or self.constant(value.array)

    def constant(self, array: Any) -> str:
        key = id(array)
        if key not in self._by_value:
            self._by_value[key] = f"c{len(self.constants)}"
            self._held.append(array)
            self.constants[self._by_value[key]] = array
        return self._by_value[key]

    def operand(self, value: Tensor, beside: Tensor | None) -> str:
        """A value in a formula; a single number beside another value is written as Python writes it."""
        if id(value) in self.names:
            return self.names[id(value)]
        array = value.array
        if beside is not None and id(beside) in self.names and not array.ndim:
            literal = _literal_number(array, beside.array.dtype)
            if literal:
                return literal
        return self.constant(array)

    def attribute(self, value: Any) -> str:
        return literal(value) or self.constant(value)


def _literal_number(array: Any, dtype: Any) -> str:
    """A float as text that is the same number beside an array of this dtype; empty where it is none."""
    if (
        array.dtype != dtype
        or dtype.kind != "f"
        or not np.isfinite(array)
        or (array == 0 and np.signbit(array))
    ):
        return ""
    text = str(array[()]) if dtype.itemsize == 8 else f"{array[()]!s}"
    text = repr(float(text))
    return text if dtype.type(float(text)) == array and float(text) >= 0 else ""


def literal(value: Any) -> str:
    """Python's text for a plain value; empty for what has none."""
    if value is None or value is Ellipsis or isinstance(value, bool | str):
        return repr(value)
    if isinstance(value, int | float) and not isinstance(value, np.generic):
        return repr(value) if np.isfinite(value) else ""
    if isinstance(value, np.dtype):
        return f"np.dtype({value.name!r})"
    if isinstance(value, slice):
        return f"slice({literal(value.start)}, {literal(value.stop)}, {literal(value.step)})"
    if isinstance(value, range):
        return repr(value)
    if type(value) in (tuple, list):
        parts = [literal(part) for part in value]
        if not all(parts):
            return ""
        inner = ", ".join(parts) + ("," if len(parts) == 1 and type(value) is tuple else "")
        return f"({inner})" if type(value) is tuple else f"[{inner}]"
    return ""


def identifiers(names: Sequence[str]) -> list[str]:
    """Names that Python takes, each once."""
    taken: set[str] = set()
    made = []
    for name in names:
        word = re.sub(r"\W+", "_", name).strip("_") or "x"
        word = f"_{word}" if word[0].isdigit() or keyword.iskeyword(word) else word
        word = f"{word}_" if re.fullmatch(r"[vcs]\d+|np", word) else word
        number, free = 2, word
        while free in taken:
            free, number = f"{word}_{number}", number + 1
        taken.add(free)
        made.append(free)
    return made


def write(
    nodes: Sequence[Node], written: Written, outputs: Sequence[Tensor], commented: bool = False
) -> None:
    """Add a line for each operation. `outputs` are the values that are needed afterwards."""
    uses = Counter(id(x) for node in nodes for x in node.inputs)
    uses.update({id(output): 2 for output in outputs})
    fresh: set[int] = set()
    spread = _needless(nodes, outputs)
    number = -1
    for node in nodes:
        if id(node.output) in spread:  # the operation that takes it broadcasts by itself
            written.names[id(node.output)] = written.name_of(node.inputs[0])
            continue
        number += 1
        name = f"v{number}"
        expression = _expression(node, written, uses, fresh)
        written.names[id(node.output)] = name
        line = f"{name} = {expression}"
        if commented:
            shape = tuple(node.output.array.shape)
            line = f"{line:<44}  # {node.note or node.primitive.name}{f', {shape}' if shape else ''}"
        written.lines.append(line)


def _needless(nodes: Sequence[Node], outputs: Sequence[Tensor]) -> set[int]:
    """Values that are only spread to a shape, for operations that would do so: sums, products and the like
    whose other operand has that shape."""
    spread = {id(node.output) for node in nodes if node.primitive.name == "broadcast_to"}
    spread -= {id(output) for output in outputs}
    for node in nodes:
        for x in node.inputs:
            if id(x) in spread:
                others = [other for other in node.inputs if other is not x]
                whole = len(others) == 1 and others[0].array.shape == x.array.shape
                if SIGNS.get(node.primitive.forward) not in UFUNCS or not whole or id(others[0]) in spread:
                    spread.discard(id(x))
    return spread


def _expression(node: Node, written: Written, uses: Counter[int], fresh: set[int]) -> str:
    forward = node.primitive.forward
    sign = SIGNS.get(forward) or ("**" if node.primitive.sign == "**" and _are_floats(node.inputs) else "")
    inputs = node.inputs
    elementwise = sign in UFUNCS or isinstance(forward, np.ufunc)
    if sign and len(inputs) == 2:
        left, right = (
            written.operand(inputs[0], inputs[1]),
            written.operand(inputs[1], inputs[0]),
        )
        expression = f"{left} {sign} {right}"
        called = f"np.{UFUNCS[sign]}({left}, {right}" if sign in UFUNCS else ""
    elif forward is operator.neg:
        expression, called = f"-{written.name_of(inputs[0])}", f"np.negative({written.name_of(inputs[0])}"
        elementwise = True
    else:
        given = [written.name_of(x) for x in inputs]
        short = shorter(node, given, written.constant)
        if short:
            return short
        given += [f"{key}={written.attribute(value)}" for key, value in node.attributes.items()]
        if isinstance(forward, np.ufunc):
            function = f"np.{forward.__name__}"
        else:
            function = _row(node.primitive, written)
        called = f"{function}({', '.join(given)}"
        expression = f"{called})"
    output = node.output.array
    if elementwise and called and output.ndim and output.size >= LARGE:
        for x in inputs:
            same = x.array.shape == output.shape and x.array.dtype == output.dtype
            if id(x) in fresh and uses[id(x)] == 1 and same:
                expression = f"{called}, out={written.names[id(x)]})"
                break
        fresh.add(id(node.output))
    return expression


def _are_floats(values: Sequence[Tensor]) -> bool:
    return all(x.array.dtype.kind == "f" for x in values)


def _row(primitive: Primitive, written: Written) -> str:
    """The name under which a row's forward is called."""
    name = re.sub(r"\W+", "_", primitive.name)
    number, free = 2, name
    while written.rows.get(free, primitive).forward is not primitive.forward:
        free, number = f"{name}_{number}", number + 1
    written.rows[free] = primitive
    return free


def assembled(
    title: str, parameters: Sequence[str], lines: Sequence[str], returned: Sequence[str], as_tuple: bool
) -> str:
    """A function's text."""
    results = ", ".join(returned) + ("," if as_tuple and len(returned) == 1 else "")
    body = [*lines, f"return {f'({results})' if as_tuple else results or '()'}"]
    return f"def {title}({', '.join(parameters)}):\n" + "\n".join(f"    {line}" for line in body) + "\n"


def compiled(text: str, title: str, written: Written) -> Callable[..., Any]:
    """The function, with what its lines need. Local names are quicker than global ones."""
    needs = {**written.constants, **{name: row.forward for name, row in written.rows.items()}}
    inner = "\n".join(f"    {line}" for line in text.splitlines())
    made = f"def make({', '.join(['np', *needs])}):\n{inner}\n    return {title}\n"
    space: dict[str, Any] = {"__name__": "autodiff_lite.programs.written"}  # where no warning is given
    exec(compile(made, f"<program {title}>", "exec"), space)
    return space["make"](np, **needs)  # type: ignore[no-any-return]


def forward_of(program: Program) -> Callable[..., Any]:
    """A program as a function from its inputs to its outputs."""
    written = Written()
    parameters = identifiers(program.names)
    written.names |= {id(x): name for x, name in zip(program.inputs, parameters, strict=True)}
    write(program.nodes, written, program.outputs)
    returned = [written.name_of(output) for output in program.outputs]
    text = assembled(program.title, parameters, written.lines, returned, len(returned) > 1)
    return compiled(text, program.title, written)
