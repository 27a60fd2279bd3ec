"""The gradient tape: records operations while its block runs, then differentiates what it recorded.

The record is a list of operations in the order they took place. What to differentiate by is decided as it is
recorded: an operation goes on the list if one of its inputs depends on something watched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np

from autodiff_lite.completion import Offered, OfferedClass
from autodiff_lite.core.asked import (
    Nested,
    UnconnectedGradients,
    is_zero,
    operands,
    refuse_loop,
    single,
    warn_of_whole_numbers,
)
from autodiff_lite.core.backward import backward, backward_quickly
from autodiff_lite.core.evidence import Evidence, Stopped
from autodiff_lite.core.jacobian import assembled, unit_seeds
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.record import Entry, Record, entries_of
from autodiff_lite.core.rules import are_replaced
from autodiff_lite.core.seeds import seeds_of
from autodiff_lite.core.stack import Recorder, thread
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.variable import Variable
from autodiff_lite.values.nested import flatten, pack_like

_NO_GRADIENT = UnconnectedGradients.NONE


class GradientTape(Recorder, Offered, metaclass=OfferedClass):
    """Records operations so that they can be differentiated.

    Three steps: open the tape, compute inside its block, ask for the gradient.

    Args:
        persistent: keep the record after the first `gradient` call. By default it is let go of, and a second
            call raises `RuntimeError`.
        watch_accessed_variables: watch each trainable variable as it is read. If False, only what `watch`
        names.

    >>> x = ad.Variable(3.0)
    >>> with ad.GradientTape() as tape:
    ...     y = x**2
    >>> tape.gradient(y, x)
    <Tensor: shape=(), dtype=float32, numpy=6.0>
    """

    _entered = False
    _used = False
    _evidence: Evidence | None = None

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = bool(persistent)
        self.watches_accessed_variables = bool(watch_accessed_variables)
        """Whether trainable variables are watched as they are read."""
        self._variables: dict[int, Variable] = {}
        self._clear()

    def _start_over(self) -> None:
        self._used = False
        self._variables = {}
        self._evidence = None
        self._clear()

    def _clear(self) -> None:
        self._record: Record = []
        # What depends on something watched is tracked: the watched tensors themselves, by their identities
        # (and held, since an identity means something only while its tensor lives), and the outputs on the
        # record, which bear its mark.
        self._leaves: dict[int, Tensor] = {}
        self._marks = (object(),)
        self._reads: dict[int, list[Tensor]] = {}

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a tape cannot be copied or sent to another process: it knows its values by being the same "
            "objects. Open it where the computing is done, ask it there, and send the gradient"
        )

    # Recording

    def __enter__(self) -> GradientTape:
        tapes = thread.tapes
        if self in tapes:
            raise ValueError("this tape is recording already; a block inside needs a tape of its own")
        if self._used and not self._persistent:
            self._start_over()
        self._entered = True
        thread.tapes = (*tapes, self)
        return self

    def __exit__(self, *error: object) -> None:
        self._leave()

    def _leave(self) -> None:
        tapes = thread.tapes
        if tapes and tapes[-1] is self:
            thread.tapes = tapes[:-1]
        elif self in tapes:
            thread.tapes = tuple(tape for tape in tapes if tape is not self)

    def record(
        self, primitive: Primitive, inputs: tuple[Tensor, ...], output: Tensor, attributes: dict[str, Any]
    ) -> None:
        """Note an operation, if something watched flows into it. Operations call this; programs need not."""
        if len(primitive.rules) == len(inputs) <= 2 and not attributes:
            self.record_short(primitive, inputs[0], inputs[1] if len(inputs) == 2 else None, output)
        elif any(map(self.is_tracked, inputs)):
            output.marks += self._marks
            has_one = len(primitive.rules) == len(inputs) == 1
            self._record += (primitive, inputs[0] if has_one else inputs, attributes, output)

    def record_short(self, primitive: Primitive, x: Tensor, y: Tensor | None, output: Tensor) -> None:
        """Note an operation on one or two tensors, as `record` does."""
        marks = self._marks
        if (
            x.marks is marks
            or (y is not None and (y.marks is marks or self.is_tracked(y)))
            or id(x) in self._leaves
            or marks[0] in x.marks
        ):
            output.marks += marks  # to nothing: then these are the very `marks`, which is quick to see
            self._record += (primitive, x, y, output)

    def read(self, variable: Variable, value: Tensor) -> None:
        """Note that a variable's value was read. Variables call this; programs need not."""
        if id(value) in self._leaves:
            return
        key = id(variable)
        if key not in self._variables:
            if not (self.watches_accessed_variables and variable.trainable):
                return
            self._variables[key] = variable
        self._leaves[id(value)] = value
        self._reads.setdefault(key, []).append(value)

    def stored(self, variable: Variable, value: Tensor, is_first: bool = False) -> None:
        """Note that a tensor became a variable's value. Variables call this; programs need not."""
        if self.is_tracked(value):
            self.evidence.stored(variable, value, is_first)

    def differentiated(self, gradient: Tensor) -> None:
        """Note that another tape gave this gradient. Tapes call this; programs need not."""
        self.evidence.differentiated(gradient, is_constant=not self.is_tracked(gradient))

    def left_through_numpy(self, value: Tensor) -> None:
        """Note that a tensor became a NumPy array. Tensors call this; programs need not."""
        if self.is_tracked(value):
            self.evidence.left_through_numpy(value)

    def watch(self, tensor: TensorLike) -> None:
        """Treat a tensor (or variable, or nested list of them) as something to differentiate by.

        Call it before the tensor is used. Integers have no derivative: watching them warns, and does nothing.
        Raises `ValueError` for what is neither tensor nor variable.

        >>> c = ad.constant(3.0)
        >>> with ad.GradientTape() as tape:
        ...     tape.watch(c)
        ...     y = c * c
        >>> float(tape.gradient(y, c))
        6.0
        """
        for item in flatten(tensor):
            if isinstance(item, Operand) and item.held.dtype.kind != "f":
                warn_of_whole_numbers(item)
            if isinstance(item, Variable):
                self._variables[id(item)] = item
                self.read(item, item.current)
            elif isinstance(item, Tensor):
                if item.array.dtype.kind == "f":
                    self._leaves[id(item)] = item
            else:
                raise ValueError(
                    f"watch() takes tensors and variables; got {item!r} ({type(item).__name__}). Numbers and "
                    "arrays leave no trace on a tape: make a tensor first, x = constant(...), watch x and "
                    "compute with x."
                )

    def watched_variables(self) -> tuple[Variable, ...]:
        """The variables watched so far, in the order they were made.

        >>> x = ad.Variable(3.0, name="x")
        >>> with ad.GradientTape() as tape:
        ...     y = x * x
        >>> [variable.name for variable in tape.watched_variables()]
        ['x']
        """
        return tuple(sorted(self._variables.values(), key=lambda variable: variable.serial))

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Within this block the tape records nothing.

        Raises `ValueError` if the tape is not recording any more, `RuntimeError` if it never was.

        >>> x = ad.Variable(3.0)
        >>> with ad.GradientTape() as tape:
        ...     y = x * x
        ...     with tape.stop_recording():
        ...         shown = 10.0 * y   # not on the record
        >>> float(tape.gradient(y, x))
        6.0
        """
        if self not in thread.tapes:
            kind = ValueError if self._entered else RuntimeError
            raise kind("this tape is not recording, so its recording cannot be stopped")
        stopped = Stopped(self.evidence)
        thread.tapes = tuple(stopped if tape is self else tape for tape in thread.tapes)
        try:
            yield
        finally:
            thread.tapes = tuple(self if tape is stopped else tape for tape in thread.tapes)

    def reset(self) -> None:
        """Forget everything recorded and watched so far, and go on recording.

        Raises `ValueError` if the tape is not recording.

        >>> x = ad.Variable(3.0)
        >>> with ad.GradientTape() as tape:
        ...     tried = ad.exp(x)
        ...     tape.reset()
        ...     y = x * x
        >>> print(tape.gradient([tried, y], x).numpy())   # of y alone
        6.0
        """
        if self not in thread.tapes:
            raise ValueError(
                "this tape is not recording; reset() starts a record over inside the tape's block"
            )
        self._start_over()

    # Differentiating

    def gradient(
        self,
        target: Nested,
        sources: Nested,
        output_gradients: Nested = None,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    ) -> Nested:
        """The gradient of `target` by each of `sources`, in the structure of `sources`.

        Each gradient has its source's shape and dtype. The entries of a target, and several targets, are
        summed.

        Args:
            target: tensor or variable, or nested lists or dicts of them.
            sources: tensor or variable, or nested lists or dicts of them.
            output_gradients: the upstream gradient of each target (its shape), instead of ones.
            unconnected_gradients: "none" gives None where the target does not depend on a source, "zero"
            zeros.

        Raises `RuntimeError` if a tape that is not persistent was used before, `TypeError` for targets or
        sources that are no tensors, `ValueError` for upstream gradients that do not fit.

        >>> a, b = ad.Variable(2.0), ad.Variable(5.0)
        >>> with ad.GradientTape() as tape:
        ...     y = a * a * b
        >>> by_a, by_b = tape.gradient(y, [a, b])
        >>> float(by_a), float(by_b)
        (20.0, 4.0)
        """
        zero = unconnected_gradients is not _NO_GRADIENT and is_zero(unconnected_gradients)
        targets, by = operands(target, "target"), operands(sources, "source")
        self._begin_use()
        seeds = seeds_of([self._target_tensor(of) for of in targets], output_gradients)
        gradients = self._gradients(seeds, by)
        self._end_use(targets, by, gradients)
        if thread.tapes:
            self._tell(gradients)
        if zero:
            blanks = [Tensor(np.zeros(source.held.shape, source.held.dtype)) for source in by]
            gradients = [blank if g is None else g for g, blank in zip(gradients, blanks, strict=True)]
        return pack_like(sources, gradients)

    def jacobian(
        self,
        target: Tensor | Variable,
        sources: Nested,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Nested:
        """The derivative of each entry of `target` by each entry of `sources`.

        Each Jacobian has the target's shape followed by its source's; one backward pass goes to each entry
        of the target. Arguments and errors are those of `gradient`, with a single tensor as the target; the
        last two arguments are TensorFlow's: `parallel_iterations` has no effect, and
        ``experimental_use_pfor=False`` needs a persistent tape, or `RuntimeError` is raised.

        >>> x = ad.Variable([1.0, 2.0])
        >>> with ad.GradientTape() as tape:
        ...     y = x * x
        >>> tape.jacobian(y, x).numpy().tolist()
        [[2.0, 0.0], [0.0, 4.0]]
        """
        zero = is_zero(unconnected_gradients)
        targets, by = operands(target, "target"), operands(sources, "source")
        if not isinstance(target, Operand):
            raise ValueError("jacobian() takes one tensor as its target; stack several, or call it for each")
        refuse_loop(experimental_use_pfor, self._persistent)
        self._begin_use()
        of = self._target_tensor(target)
        rows = [self._gradients(seeds, by) for seeds in unit_seeds(of)]
        self._end_use(targets, by, rows[0] if rows else [None] * len(by))
        columns = [[row[place] for row in rows] for place in range(len(by))]
        jacobians = [assembled(of, x, column, zero) for x, column in zip(by, columns, strict=True)]
        self._tell(jacobians)
        return pack_like(sources, jacobians)

    def batch_jacobian(
        self,
        target: Tensor | Variable,
        source: Tensor | Variable,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Tensor | None:
        """For each row of a batch, the Jacobian of the target's row by the source's row.

        `target` has shape ``(b, ...)`` and `source` ``(b, ...)``, where row i of the target depends on row i
        of the source alone; the result has shape ``(b, *target.shape[1:], *source.shape[1:])``. Raises
        `ValueError` if the first axes differ.

        >>> x = ad.Variable([[1.0, 2.0], [3.0, 4.0]])
        >>> with ad.GradientTape() as tape:
        ...     y = ad.reduce_sum(x * x, axis=1, keepdims=True)
        >>> tape.batch_jacobian(y, x).numpy().tolist()
        [[[2.0, 4.0]], [[6.0, 8.0]]]
        """
        is_zero(unconnected_gradients)  # only looked at: unconnected, TensorFlow gives zeros in any case
        end, by = single(target, "target"), single(source, "source")
        of = self._target_tensor(end)
        if of.ndim < 2 or by.ndim < 2 or of.shape[0] != by.shape[0]:
            raise ValueError(
                "batch_jacobian() needs target and source with one first axis, the batch, and axes after "
                f"it; got shapes {tuple(of.shape)} and {tuple(by.shape)}"
            )
        refuse_loop(experimental_use_pfor, self._persistent)
        self._begin_use()
        column = [self._gradients(seeds, [by])[0] for seeds in unit_seeds(of, batch=True)]
        self._end_use([of], [by], column[:1] or [None])
        jacobian = assembled(of, by, column, zero=True, batch=True)
        self._tell([jacobian])
        return jacobian

    # What explanations and drawings look at

    @property
    def entries(self) -> list[Entry]:
        """The record: (primitive, inputs, output, attributes) of each operation, oldest first. A new list."""
        return entries_of(self._record)

    @property
    def evidence(self) -> Evidence:
        """What explains missing gradients; see `explain_none`."""
        if self._evidence is None:
            self._evidence = Evidence()
        return self._evidence

    @property
    def is_used_up(self) -> bool:
        """Whether the record was let go of."""
        return self._used and not self._persistent

    def is_tracked(self, tensor: Tensor) -> bool:
        """Whether a tensor is watched, or was computed from something watched."""
        return self._marks[0] in tensor.marks or id(tensor) in self._leaves

    def tensors_of(self, source: Operand) -> list[Tensor]:
        """The tensors through which a source entered the record: a variable's values as they were read."""
        return [source] if type(source) is Tensor else self._reads.get(id(source), [])

    # The parts of a use

    def _begin_use(self) -> None:
        if self._used and not self._persistent:
            raise RuntimeError(
                "this GradientTape is not persistent and was used once: its record is gone. Ask for all "
                "gradients in one call, tape.gradient(y, [a, b]), or open it with "
                "GradientTape(persistent=True)."
            )
        if not self._entered:
            raise RuntimeError(
                "this GradientTape has recorded nothing. Compute the target inside its block: `with tape: y "
                "= ...`."
            )
        if not self._persistent:
            self._leave()

    def _end_use(
        self, targets: list[Operand], sources: list[Operand], gradients: list[Tensor | None]
    ) -> None:
        for gradient in gradients:
            if gradient is None:
                given = zip(sources, gradients, strict=True)
                Evidence.remember_missing(self, targets, [source for source, found in given if found is None])
                break
        self._used = True
        if not self._persistent:
            self._clear()

    def _tell(self, gradients: list[Tensor | None]) -> None:
        """Let the tapes that listen know that these are gradients."""
        for tape in thread.tapes:
            for gradient in gradients:
                if gradient is not None:
                    tape.differentiated(gradient)

    def _target_tensor(self, target: Operand) -> Tensor:
        if not isinstance(target, Variable):
            assert isinstance(target, Tensor)
            return target
        # A target's own derivative is 1, also for a variable that the tape did not see read.
        reads = self._reads.setdefault(id(target), [])
        if not any(value is target.current for value in reads):
            reads.append(target.current)
            self._leaves[id(target.current)] = target.current
        return target.current

    def _gradients(self, seeds: dict[int, Any], sources: list[Operand]) -> list[Tensor | None]:
        """For each source the gradient that one backward pass gives: the sum over the values it had."""
        # A variable's values are leaves; a tensor may be an output of the record.
        kept = {id(source) for source in sources if type(source) is Tensor}
        if thread.tapes:
            seeds = {key: seed if type(seed) is Tensor else Tensor(seed) for key, seed in seeds.items()}
        if thread.tapes or are_replaced():
            found = backward(entries_of(self._record), seeds, self.is_tracked, kept)
        else:
            found = backward_quickly(self._record, seeds, self.is_tracked, kept, self._marks, self._leaves)
        gradients: list[Tensor | None] = []
        for source in sources:
            total = None
            for tensor in self.tensors_of(source):
                gradient = found.get(id(tensor))
                if gradient is not None and self.is_tracked(tensor) and tensor.array.dtype.kind == "f":
                    total = gradient if total is None else total + gradient
            gradients.append(total if total is None or type(total) is Tensor else Tensor(total, "gradient"))
        return gradients
