"""The gradient tape: records operations while its block runs, then differentiates what it recorded."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np

from autodiff_lite.core.asked import (
    Nested,
    UnconnectedGradients,
    is_zero,
    operands,
    refuse_loop,
    single,
)
from autodiff_lite.core.backward import backward, backward_quickly
from autodiff_lite.core.evidence import explaining
from autodiff_lite.core.jacobian import assembled, unit_seeds
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.record import entries_of
from autodiff_lite.core.recording import Recording
from autodiff_lite.core.rules_in_force import are_replaced
from autodiff_lite.core.seeds import seeds_of
from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.values.nested import pack_like

_tensor_of = attrgetter("tensor")
_NO_GRADIENT = UnconnectedGradients.NONE


class GradientTape(Recording):
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

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = bool(persistent)
        self.watches_accessed_variables = bool(watch_accessed_variables)
        self._start_over()

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
        ends = list(map(_tensor_of, targets))
        seeds = seeds_of(ends, output_gradients)
        gradients = self._gradients(seeds, by)
        self._end_use(targets, by, gradients)
        if thread.listeners:
            self._tell(gradients)
        if zero:
            blanks = [Tensor(np.zeros(source.array.shape, source.array.dtype)) for source in by]
            gradients = [blank if g is None else g for g, blank in zip(gradients, blanks, strict=True)]
        return gradients[0] if isinstance(sources, Operand) else pack_like(sources, gradients)

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
        of = target.tensor
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
        of = end.tensor
        if of.ndim < 2 or by.ndim < 2 or of.shape[0] != by.shape[0]:
            raise ValueError(
                "batch_jacobian() needs target and source with one first axis, the batch, and axes after "
                f"it; got shapes {tuple(of.shape)} and {tuple(by.shape)}"
            )
        refuse_loop(experimental_use_pfor, self._persistent)
        self._begin_use()
        column = [self._gradients(seeds, [by])[0] for seeds in unit_seeds(of, batch=True)]
        self._end_use([end], [by], column[:1] or [None])
        jacobian = assembled(of, by, column, zero=True, batch=True)
        self._tell([jacobian])
        return jacobian

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
        if not self._persistent and thread.listeners:
            self._stop_listening()

    def _end_use(
        self, targets: list[Operand], sources: list[Operand], gradients: list[Tensor | None]
    ) -> None:
        for gradient in gradients:
            if gradient is None and explaining.remember is not None:
                given = zip(sources, gradients, strict=True)
                explaining.remember(self, targets, [source for source, found in given if found is None])
                break
        self._used = True
        if not self._persistent:
            self._let_go()

    def _tell(self, gradients: list[Tensor | None]) -> None:
        """Let the tapes that listen know that these are gradients."""
        for tape in thread.listeners:
            for gradient in gradients:
                if gradient is not None:
                    tape.differentiated(gradient)

    def _gradients(self, seeds: dict[int, Any], sources: list[Operand]) -> list[Tensor | None]:
        """For each source the gradient that one backward pass gives: the sum over the values it had."""
        listeners, targets = thread.listeners, tuple(seeds)
        if listeners:
            seeds = {key: seed if type(seed) is Tensor else Tensor(seed) for key, seed in seeds.items()}
        # A variable's values are leaves; a tensor may be an output of the record.
        kept = {id(source) for source in sources if type(source) is Tensor}
        if listeners or are_replaced():
            found = backward(entries_of(self._record), seeds, self.is_tracked, kept)
        else:
            found = backward_quickly(self._record, seeds, self.is_tracked, kept, self._marks, self._leaves)
        gradients: list[Tensor | None] = []
        for source in sources:
            total = None
            tensors = self.tensors_of(source)
            if not tensors or tensors[-1] is not source.tensor:
                # A variable that was not read since it was assigned to may be a target: its derivative is 1.
                tensors = [*tensors, source.tensor]
            for tensor in tensors:
                share = found.get(id(tensor))
                if share is not None and (tensor is not source or self._is_whole(tensor, targets)):
                    total = share if total is None else _sum(total, share, source)
            gradients.append(total if total is None or type(total) is Tensor else Tensor(total, "gradient"))
        return gradients

    def _is_whole(self, source: Tensor, targets: tuple[int, ...]) -> bool:
        """Whether what was found for a source is all of its gradient, where it is one of several targets.

        It has its seed, 1, then. What comes to it from the others was followed only if it is tracked.
        """
        if self.is_tracked(source):
            return True
        needed = set(targets)
        for _, inputs, output, _ in reversed(self.entries):
            if id(output) in needed:
                if any(x is source for x in inputs):
                    return False
                needed.update(map(id, inputs))
        return True


def _sum(total: Any, share: Any, source: Operand) -> Any:
    if total.shape != share.shape:
        raise InvalidArgumentError(
            f"the source was read with the shapes {tuple(total.shape)} and {tuple(share.shape)}, and the "
            "gradients by both are no sum. Take the gradient before it is assigned a value of another shape."
        )
    return total + share
