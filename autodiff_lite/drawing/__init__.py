"""Drawing a computational graph: SVG with values and gradients, its DOT source, and a text that says the
same.

What draws is imported when something is drawn: the engine alone needs neither graphviz nor a notebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from autodiff_lite.core.tape import GradientTape
    from autodiff_lite.core.tensor import Operand
    from autodiff_lite.drawing.drawing import Drawing
    from autodiff_lite.insight.graph import Graph

Mark = int | tuple[int, int]


def draw(
    tape_or_graph: GradientTape | Graph,
    target: Operand | None = None,
    sources: Any = None,
    names: Mapping[str, Operand] | None = None,
    values: bool = True,
    gradients: bool = True,
    steps: bool = False,
    highlight: Mapping[Mark, str] | Sequence[Mark] | None = None,
    fold: Literal["auto"] | bool = "auto",
    direction: Literal["LR", "TB"] = "LR",
    local: bool = False,
) -> Drawing:
    """The computational graph of `target` as a picture; shown by Jupyter when it is a cell's result.

    Operations are boxes, the tensors that go from one to the next are arrows. Beside an arrow stand the
    tensor's value and, after "grad", what comes back along it in the backward pass. Does not use the tape up.

    Args:
        tape_or_graph: a tape (not used up), or what `graph` made of one.
        target: the tensor at the end; needed with a tape.
        sources, names: as in `graph`.
        values: show the values of tensors.
        gradients: show gradients.
        steps: not one picture but a sequence: the tape before, during and after the backward pass.
        highlight: operations by their number on the tape, or (number, place of an input), to mark; a mapping
            gives each mark its words.
        fold: "auto" folds repeated parts of a graph that is too large to read, True always, False never.
        direction: "LR" from left to right, "TB" from top to bottom.
        local: show on each arrow the local derivative, too.

    Raises as `graph` does. The picture's `.svg` needs a renderer and says what to install if there is none;
    its `.text` needs nothing.

    >>> x = ad.Variable(3.0, name="x")
    >>> with ad.GradientTape() as tape:
    ...     y = ad.square(x)
    >>> print(ad.draw(tape, y, names={"y": y}).text)
    Graph of y: 1 operation, 1 input.
    Variable x is 3. The gradient of y by x is 6.
    Operation 0, square, takes x and gives y = 9 (the target). The gradient of y by itself is 1.
    """
    from autodiff_lite.drawing.drawing import Drawing
    from autodiff_lite.drawing.marks import read_marks
    from autodiff_lite.drawing.picture import Look
    from autodiff_lite.drawing.steps import Steps
    from autodiff_lite.insight.graph import Graph
    from autodiff_lite.insight.graph_from_tape import graph

    if direction not in ("LR", "TB"):
        raise ValueError(f"direction is 'LR' (left to right) or 'TB' (top to bottom); got {direction!r}")
    if fold not in ("auto", True, False):
        raise ValueError(f"fold is 'auto', True or False; got {fold!r}")
    if not isinstance(tape_or_graph, Graph):
        if target is None:
            raise TypeError("draw(tape, target) needs to know the target: the tensor that the tape computed")
        tape_or_graph = graph(tape_or_graph, target, sources, names)
    look = Look(values, gradients, local, direction, fold, read_marks(highlight, tape_or_graph))
    return Steps(tape_or_graph, look) if steps else Drawing(tape_or_graph, look)
