"""An operation of the tape as a short formula on whole arrays: `tanh(x @ W + b)`.

Where a mistake was made at all entries of a large array, the formula of one entry says less than that of the
operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autodiff_lite.table import rows
from graders.steps.formula import ATOM, LONGEST, POWER, PRODUCT, SUM, numeral
from graders.steps.record import tensor_of

if TYPE_CHECKING:
    from graders.steps.record import Recorded

_BINDS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT, "**": POWER}
INFIX = {name: (row.sign, _BINDS[row.sign]) for name, row in rows().items() if row.sign}
SHOWN_AS_INPUT = frozenset(["identity", "cast"])


def operation(recorded: Recorded, entry: int) -> str:
    """The operation with number `entry` on the tape as a formula; where that is too long, its name."""
    primitive, inputs, _, _ = recorded.tape.entries[entry]
    writer = _Writer(recorded)
    text, _ = writer.entry(entry, 0)
    if len(text) <= LONGEST:
        return text
    parts = [writer.name_of(x) for x in inputs]
    if all(parts):
        return f"{primitive.name}({', '.join(parts)})"
    return f"{primitive.name}(...)"


class _Writer:
    def __init__(self, recorded: Recorded) -> None:
        self.entries = recorded.tape.entries
        self.made = {id(output): number for number, (_, _, output, _) in enumerate(self.entries)}
        self.names = {id(tensor_of(source)): name for name, source in recorded.sources.items()}

    def name_of(self, tensor: Any) -> str:
        """A variable's name, or a number; empty for what is computed."""
        if id(tensor) in self.names:
            return self.names[id(tensor)]
        if id(tensor) in self.made:
            return ""
        return numeral(float(tensor.array)) if tensor.array.ndim == 0 else "data"

    def tensor(self, tensor: Any, depth: int) -> tuple[str, int]:
        name = self.name_of(tensor)
        if name:
            return name, SUM if name.startswith("-") else ATOM
        return self.entry(self.made[id(tensor)], depth + 1)

    def entry(self, number: int, depth: int) -> tuple[str, int]:
        if depth > 12:
            return "...", ATOM
        primitive, inputs, _, _ = self.entries[number]
        parts = [self.tensor(x, depth) for x in inputs]
        if primitive.name in INFIX and len(parts) == 2:
            sign, binds = INFIX[primitive.name]
            left, right = parts
            # What stands to the right of a minus, a bar or a power binds more closely than these do.
            tighter = binds + (sign in "-/@**" and sign != "*")
            space = "" if binds > SUM and sign != "@" else " "
            return f"{_inside(left, binds)}{space}{sign}{space}{_inside(right, tighter)}", binds
        if primitive.name == "negative":
            return f"-{_inside(parts[0], PRODUCT)}", SUM
        if primitive.name in SHOWN_AS_INPUT:
            return parts[0]
        if primitive.name == "getitem":
            return f"{_inside(parts[0], ATOM)}[...]", ATOM
        return f"{primitive.name}({', '.join(text for text, _ in parts[:4])})", ATOM


def _inside(part: tuple[str, int], least: int) -> str:
    text, binds = part
    return text if binds >= least else f"({text})"
