"""``ad.optimizers``: ways to step downhill, by Keras's formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autodiff_lite.convert import Name, convert_to_tensor
from autodiff_lite.errors import unfit
from autodiff_lite.tape import GradientTape
from autodiff_lite.tensor import Reference, Tensor
from autodiff_lite.variable import Variable

__all__ = ["SGD", "Adam", "Optimizer"]


def __dir__() -> list[str]:
    return __all__


class Optimizer:
    """What the optimizers have in common: they apply gradients to variables, and count their steps.

    >>> isinstance(ad.optimizers.SGD(), ad.optimizers.Optimizer)
    True
    """

    def __init__(self, learning_rate: Any, name: str) -> None:
        self.learning_rate = learning_rate
        self.name = name
        self.iterations = Variable(0, trainable=False, name="iterations", dtype="int64")
        # For each variable two arrays, zero at first: running means, or a velocity.
        self._state: dict[Reference, list[Any]] = {}

    @property
    def learning_rate(self) -> Any:
        """A float32 variable, as in Keras: read, assign, or set it. Or the function that was given."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        if not callable(rate):
            rate = Variable(float(rate), trainable=False, name="learning_rate", dtype="float32")
        self._learning_rate = rate

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
        left out.
        Raises `ValueError` if no pair has a gradient, or a gradient has another shape than its variable.

        >>> w = ad.Variable(1.0)
        >>> with ad.GradientTape() as tape:
        ...     loss = w * w
        >>> _ = ad.optimizers.SGD(0.25).apply_gradients(zip(tape.gradient(loss, [w]), [w]))
        >>> float(w)
        0.5
        """
        pairs = [(g, v) for g, v in grads_and_vars if g is not None]
        if not pairs:
            raise ValueError(
                "no gradient was given for any variable: all are None, or the list is empty. "
                "explain_none(tape, loss, variable) says why a gradient is None."
            )
        given = self._learning_rate
        rate = float(given.held if isinstance(given, Variable) else given())
        count = int(self.iterations.held) + 1
        for gradient, variable in pairs:
            if not isinstance(variable, Variable):
                raise TypeError(f"apply_gradients changes variables; got {type(variable).__name__}")
            array = convert_to_tensor(gradient, variable.dtype).array
            if array.shape != variable.held.shape:
                wanted = f"of variable '{variable.name}' a gradient of its shape {variable.held.shape}"
                raise unfit("apply_gradients", wanted, array)
            state = self._state.setdefault(variable.ref(), [array.dtype.type(0)] * 2)
            variable.assign_sub(Tensor(np.asarray(self._step(array, state, rate, count), array.dtype)[()]))
        return self.iterations.assign_add(1)

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


def _single(number: float) -> float:
    """A number as Keras hands it to its formulas: rounded to float32 even beside float64 variables."""
    return float(np.float32(number))


class SGD(Optimizer):
    """Gradient descent, with momentum and Nesterov's look ahead if asked.

    Without momentum w -= rate * g. With momentum m: v = m * v - rate * g and w += v; with Nesterov's
    w += m * v - rate * g. (Sutskever et al. 2013.)

    >>> w = ad.Variable(1.0)
    >>> _ = ad.optimizers.SGD(learning_rate=0.1).apply_gradients([(ad.constant(2.0), w)])
    >>> round(float(w), 4)
    0.8
    """

    def __init__(
        self, learning_rate: Any = 0.01, momentum: float = 0.0, nesterov: bool = False, name: str = "SGD"
    ) -> None:
        if not 0.0 <= momentum <= 1.0:
            raise ValueError(f"momentum lies between 0 and 1; got {momentum}")
        super().__init__(learning_rate, name)
        self.momentum = _single(momentum)
        self.nesterov = bool(nesterov)

    def _step(self, gradient: Any, state: list[Any], rate: float, count: int) -> Any:
        if not self.momentum:
            return rate * gradient
        state[0] = self.momentum * state[0] - rate * gradient
        return rate * gradient - self.momentum * state[0] if self.nesterov else -state[0]


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square (Kingma and Ba 2015), as Keras computes
    them.

    >>> w = ad.Variable(1.0)
    >>> _ = ad.optimizers.Adam(learning_rate=0.1).apply_gradients([(ad.constant(2.0), w)])
    >>> round(float(w), 4)
    0.9
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        name: str = "Adam",
    ) -> None:
        super().__init__(learning_rate, name)
        self.beta_1, self.beta_2, self.epsilon = float(beta_1), float(beta_2), float(epsilon)

    def _step(self, gradient: Any, state: list[Any], rate: float, count: int) -> Any:
        beta_1, beta_2 = _single(self.beta_1), _single(self.beta_2)
        state[0] = state[0] + (gradient - state[0]) * (1.0 - self.beta_1)
        state[1] = state[1] + (gradient * gradient - state[1]) * (1.0 - self.beta_2)
        scale = rate * np.sqrt(1.0 - beta_2**count).item() / (1.0 - beta_1**count)
        return state[0] * scale / (np.sqrt(state[1]) + self.epsilon)
