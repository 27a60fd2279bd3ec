"""The optimizers: how each turns a gradient into a step.

Arrays go in and come out; what happens to all alike (clipping, decay, counting) stands in `base`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.optimizers.base import Optimizer


def _single(number: float) -> float:
    """A number rounded to float32, as Keras has some of its settings even beside float64 variables."""
    return float(np.float32(number))


class SGD(Optimizer):
    """Gradient descent, with momentum and Nesterov's look ahead if asked.

    Without momentum w -= rate * g. With momentum m: v = m * v - rate * g and w += v; with Nesterov's
    w += m * v - rate * g. (Sutskever et al. 2013.) The settings from `weight_decay` on are those of
    `Optimizer`.

    >>> w = ad.Variable(1.0)
    >>> _ = ad.optimizers.SGD(learning_rate=0.1).apply_gradients([(ad.constant(2.0), w)])
    >>> round(float(w), 4)
    0.8
    """

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        name: str = "SGD",
        **unknown: Any,
    ) -> None:
        if not 0.0 <= momentum <= 1.0:
            raise ValueError(f"momentum lies between 0 and 1; got {momentum}")
        super().__init__(learning_rate, name, weight_decay, clipnorm, clipvalue, global_clipnorm, **unknown)
        self.momentum = _single(momentum)
        self.nesterov = bool(nesterov)

    def _step(self, gradient: Any, state: list[Any], rate: float, count: int) -> Any:
        if not self.momentum:
            return rate * gradient
        state[0] = self.momentum * state[0] - rate * gradient
        return rate * gradient - self.momentum * state[0] if self.nesterov else -state[0]


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square (Kingma and Ba 2015), as Keras computes
    them. The settings from `weight_decay` on are those of `Optimizer`.

    With `amsgrad` the largest of the means of squares so far is taken (Reddi et al. 2018).

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
        amsgrad: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        name: str = "Adam",
        **unknown: Any,
    ) -> None:
        super().__init__(learning_rate, name, weight_decay, clipnorm, clipvalue, global_clipnorm, **unknown)
        self.beta_1, self.beta_2, self.epsilon = float(beta_1), float(beta_2), float(epsilon)
        self.amsgrad = bool(amsgrad)

    def _step(self, gradient: Any, state: list[Any], rate: float, count: int) -> Any:
        beta_1, beta_2 = _single(self.beta_1), _single(self.beta_2)
        state[0] = state[0] + (gradient - state[0]) * (1.0 - self.beta_1)
        state[1] = state[1] + (gradient * gradient - state[1]) * (1.0 - self.beta_2)
        scale = rate * np.sqrt(1.0 - beta_2**count).item() / (1.0 - beta_1**count)
        squares = state[1]
        if self.amsgrad:
            squares = state[2] = np.maximum(state[2], state[1])
        return state[0] * scale / (np.sqrt(squares) + self.epsilon)


class AdamW(Adam):
    """Adam with weight decay: each step also takes `weight_decay` times the rate of the variable itself off
    it (Loshchilov and Hutter 2019).

    >>> w = ad.Variable(1.0)
    >>> optimizer = ad.optimizers.AdamW(learning_rate=0.1, weight_decay=0.5)
    >>> _ = optimizer.apply_gradients([(ad.constant(2.0), w)])
    >>> round(float(w), 4)
    0.85
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        name: str = "AdamW",
        **unknown: Any,
    ) -> None:
        clip = clipnorm, clipvalue, global_clipnorm
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, *clip, name, **unknown
        )


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of squared gradients (Hinton 2012).

    s = rho * s + (1 - rho) * g² and w -= rate * g / sqrt(s + epsilon); `centered` takes the square of the
    running mean of g off s; with momentum m steps add up: v = m * v + step and w -= v. The settings from
    `weight_decay` on are those of `Optimizer`.

    >>> w = ad.Variable(1.0)
    >>> _ = ad.optimizers.RMSprop(learning_rate=0.1).apply_gradients([(ad.constant(2.0), w)])
    >>> round(float(w), 4)
    0.6838
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        name: str = "RMSprop",
        **unknown: Any,
    ) -> None:
        super().__init__(learning_rate, name, weight_decay, clipnorm, clipvalue, global_clipnorm, **unknown)
        self.rho, self.momentum, self.epsilon = float(rho), float(momentum), float(epsilon)
        self.centered = bool(centered)

    def _step(self, gradient: Any, state: list[Any], rate: float, count: int) -> Any:
        rho, rest = self.rho, 1.0 - self.rho
        state[0] = rho * state[0] + rest * (gradient * gradient)
        squares = state[0]
        if self.centered:
            state[1] = rho * state[1] + rest * gradient
            squares = squares - state[1] * state[1]
        step = rate * gradient / np.sqrt(squares + self.epsilon)
        if not self.momentum > 0:
            return step
        state[2] = self.momentum * state[2] + step
        return state[2]


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of squared gradients so far (Duchi et al. 2011).

    s += g² (from `initial_accumulator_value`) and w -= rate * g / sqrt(s + epsilon). The settings from
    `weight_decay` on are those of `Optimizer`.

    >>> w = ad.Variable(1.0)
    >>> _ = ad.optimizers.Adagrad(learning_rate=0.1).apply_gradients([(ad.constant(2.0), w)])
    >>> round(float(w), 4)
    0.9012
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        name: str = "Adagrad",
        **unknown: Any,
    ) -> None:
        super().__init__(learning_rate, name, weight_decay, clipnorm, clipvalue, global_clipnorm, **unknown)
        self.initial_accumulator_value, self.epsilon = float(initial_accumulator_value), float(epsilon)

    def _step(self, gradient: Any, state: list[Any], rate: float, count: int) -> Any:
        # A state is zero at first, so the start of the sum is added when it is used.
        state[0] = state[0] + gradient * gradient
        return rate * gradient / np.sqrt(state[0] + _single(self.initial_accumulator_value) + self.epsilon)
