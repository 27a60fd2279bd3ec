"""What the optimizers have in common; how each makes a step of a gradient stands in `steps`."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import numpy as np

from autodiff_lite.core.convert import Name, convert_to_tensor
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.tape import GradientTape
from autodiff_lite.core.tensor import Operand, Reference, Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.core.writing import postponed
from autodiff_lite.errors import InvalidArgumentError, unfit
from autodiff_lite.functions.reductions import clip_by_global_norm, clip_by_norm
from autodiff_lite.optimizers.schedules import LearningRateSchedule


class Optimizer:
    """What the optimizers have in common: they apply gradients to variables, and count their steps.

    Args:
        learning_rate: a number, a schedule, or a function of no arguments.
        name: what it is called.
        weight_decay: before each step, so many times the rate of a variable is taken off it.
        clipnorm: the gradient by a variable is made shorter where its norm is above this.
        clipvalue: entries of gradients are moved into the interval from minus this to this.
        global_clipnorm: all gradients are made shorter by one factor where their norm together is above
            this. Of the last three one can be set.

    >>> isinstance(ad.optimizers.SGD(), ad.optimizers.Optimizer)
    True
    """

    def __init__(
        self,
        learning_rate: Any,
        name: str,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            _refuse(type(self).__name__, next(iter(unknown)))
        limits = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
        if len(given := [key for key, limit in limits.items() if limit is not None]) > 1:
            raise ValueError(f"of clipnorm, clipvalue and global_clipnorm one can be set; got {given}")
        self.weight_decay, self.clipnorm = weight_decay, clipnorm
        self.clipvalue, self.global_clipnorm = clipvalue, global_clipnorm
        self.learning_rate = learning_rate
        self.name = name
        self.iterations = Variable(0, trainable=False, name="iterations", dtype="int64")
        # For each variable three arrays, zero at first: running means, sums, or a velocity.
        self._state: dict[Reference, list[Any]] = {}

    @property
    def learning_rate(self) -> Any:
        """A float32 variable, as in Keras: read, assign, or set it. Of a schedule its value now; or the
        function that was given.
        """
        given = self._learning_rate
        return given(self.iterations) if isinstance(given, LearningRateSchedule) else given

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        if not callable(rate):
            rate = Variable(float(rate), trainable=False, name="learning_rate", dtype="float32")
        self._learning_rate = rate

    def _rate(self) -> float:
        given = self.learning_rate
        given = given if isinstance(given, Operand) or not callable(given) else given()
        return float(given.array if isinstance(given, Operand) else given)

    def apply(self, grads: Iterable[Any], trainable_variables: Iterable[Variable]) -> Variable:
        """`apply_gradients`, with gradients and variables in a list each.

        >>> w = ad.Variable(1.0)
        >>> _ = ad.optimizers.SGD(0.5).apply([ad.constant(2.0)], [w])
        >>> float(w)
        0.0
        """
        return self.apply_gradients(zip(grads, trainable_variables, strict=True))

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]], name: Name = None) -> Variable:
        """One step: change each variable by its gradient, and return the step counter.

        `grads_and_vars` are pairs, as from ``zip(gradients, variables)``; a pair whose gradient is None is
        left out, with a warning.

        Raises `ValueError` if no pair has a gradient, or a gradient has another shape than its variable.

        >>> w = ad.Variable(1.0)
        >>> with ad.GradientTape() as tape:
        ...     loss = w * w
        >>> _ = ad.optimizers.SGD(0.25).apply_gradients(zip(tape.gradient(loss, [w]), [w]))
        >>> float(w)
        0.5
        """
        pairs = _pairs(grads_and_vars)
        if without := [variable.name for gradient, variable in pairs if gradient is None]:
            if len(without) == len(pairs):
                pairs = []
            else:
                warnings.warn(
                    f"no gradient was given for {', '.join(map(repr, without))}: left unchanged. "
                    "explain_none(tape, loss, variable) says why a gradient is None.",
                    UserWarning,
                    stacklevel=2,
                )
        if not pairs:
            raise ValueError(
                "no gradient was given for any variable: all are None, or the list is empty. "
                "explain_none(tape, loss, variable) says why a gradient is None."
            )
        if thread.listeners:
            gradients, variables = zip(*[pair for pair in pairs if pair[0] is not None], strict=True)
            found, changed = [convert_to_tensor(g) for g in gradients], [*variables, self.iterations]
            if postponed(f"{self.name}.apply", lambda *g: self.apply(g, variables), found, changed):
                return self.iterations
        rate = self._rate()
        count = int(self.iterations.array) + 1
        given = [(_fitting(g, v), v) for g, v in pairs if g is not None]
        for array, (_, variable) in zip(self._clipped([g for g, _ in given]), given, strict=True):
            if self.weight_decay is not None:
                decay = float(np.float32(self.weight_decay)) * rate
                variable.assign(Tensor(np.asarray(variable.array - variable.array * decay, array.dtype)[()]))
            state = self._state.setdefault(variable.ref(), [array.dtype.type(0)] * 3)
            variable.assign_sub(Tensor(np.asarray(self._step(array, state, rate, count), array.dtype)[()]))
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable.tensor))
        return self.iterations.assign_add(1)

    def _clipped(self, gradients: list[Any]) -> list[Any]:
        if self.clipnorm:
            return [clip_by_norm(Tensor(g), self.clipnorm).array for g in gradients]
        if self.global_clipnorm:
            return [
                t.array for t in clip_by_global_norm(list(map(Tensor, gradients)), self.global_clipnorm)[0]
            ]
        if self.clipvalue:
            return [np.clip(g, -self.clipvalue, self.clipvalue) for g in gradients]
        return gradients

    def minimize(
        self, loss: Callable[[], Any] | Tensor, var_list: Iterable[Variable], tape: GradientTape | None = None
    ) -> Variable:
        """One step down `loss`: a function of no arguments, or a tensor that `tape` recorded.

        >>> w = ad.Variable(1.0)
        >>> _ = ad.optimizers.SGD(0.25).minimize(lambda: w * w, [w])
        >>> float(w)
        0.5
        """
        if callable(loss):
            with GradientTape() as tape:
                loss = loss()
        if tape is None:
            raise ValueError("minimize() with a tensor as loss needs the tape that recorded it: tape=...")
        variables = list(var_list)
        return self.apply(tape.gradient(loss, variables), variables)

    def _step(self, gradient: Any, state: list[Any], rate: float, count: int) -> Any:
        raise NotImplementedError


def _pairs(grads_and_vars: Iterable[Any]) -> list[tuple[Any, Variable]]:
    """Pairs of a gradient (or None) and a variable."""
    pairs = list(grads_and_vars)
    for pair in pairs:
        if isinstance(pair, Operand) or not isinstance(pair, list | tuple) or len(pair) != 2:
            raise TypeError(
                "apply_gradients takes pairs of a gradient and its variable, as in "
                f"apply_gradients(zip(gradients, variables)); got {type(pair).__name__}"
            )
        if not isinstance(pair[1], Variable):
            raise TypeError(f"apply_gradients changes variables; got {type(pair[1]).__name__}")
    return pairs


def _fitting(gradient: Any, variable: Variable) -> Any:
    array = convert_to_tensor(gradient, variable.dtype).array
    if array.shape != variable.array.shape:
        wanted = f"of variable '{variable.name}' a gradient of its shape {variable.array.shape}"
        raise unfit("apply_gradients", wanted, array)
    return array


def _refuse(optimizer: str, argument: str) -> NoReturn:
    meant = {"lr": "learning_rate", "decay": "learning_rate=schedules.InverseTimeDecay(...)"}.get(argument)
    advice = f" {meant} is meant." if meant else ""
    raise InvalidArgumentError(f"{optimizer} has no argument {argument!r}.{advice}")
