"""The workloads of `engine.py`, once for each package that can be compared, on the same arrays.

Each is a piece of work: value and gradient, and the step where it says step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from _sidebyside import Work

import autodiff_lite as ad

RATE = 1e-4


def arrays() -> dict[str, Any]:
    """The arrays that all packages work on."""
    random = np.random.default_rng(7)

    def normal(*shape: int, scale: float = 1.0) -> Any:
        return (random.normal(size=shape) * scale).astype(np.float32)

    return {
        "x": np.array([-2.0], np.float32),
        "start": np.float32(0.5),
        "small": (normal(100, 2), normal(100, 1), [normal(2, 16), normal(16), normal(16, 1), normal(1)]),
        "large": (
            normal(256, 784),
            np.eye(10, dtype=np.float32)[random.integers(0, 10, 256)],
            [normal(784, 256, scale=0.05), normal(256), normal(256, 10, scale=0.05), normal(10)],
        ),
        "valley": np.linspace(-1.0, 1.0, 50, dtype=np.float32),
    }


def for_us(a: dict[str, Any], written: Callable[[Any], Any] = lambda f: f) -> dict[str, Work]:
    """The workloads in this package; with `written`, such as `ad.function`, put around what is computed."""
    x, start, valley = ad.Variable(a["x"]), ad.Variable(a["start"]), ad.Variable(a["valley"])

    @written
    def cubic() -> object:
        with ad.GradientTape() as tape:
            y = 3 * x**3 + 5 * x**2 - 3 * x + 10
        return tape.gradient(y, x)

    @written
    def chain() -> object:
        with ad.GradientTape() as tape:
            y = start
            for _ in range(500):
                y = ad.sin(y) * 1.01
        return tape.gradient(y, start)

    def step(variables: list[ad.Variable], gradients: list[ad.Tensor]) -> None:
        for variable, gradient in zip(variables, gradients, strict=True):
            variable.assign_sub(RATE * gradient)

    rows, wanted, parts = a["small"]
    small = [ad.Variable(p) for p in parts]
    rows, wanted = ad.constant(rows), ad.constant(wanted)

    @written
    def small_network(rows: Any, wanted: Any) -> object:
        with ad.GradientTape() as tape:
            hidden = ad.tanh(rows @ small[0] + small[1])
            loss = ad.reduce_mean(ad.square(hidden @ small[2] + small[3] - wanted))
        step(small, tape.gradient(loss, small))
        return loss

    images, labels, parts = a["large"]
    large = [ad.Variable(p) for p in parts]
    images, labels = ad.constant(images), ad.constant(labels)

    @written
    def large_network(images: Any, labels: Any) -> object:
        with ad.GradientTape() as tape:
            hidden = ad.nn.relu(images @ large[0] + large[1])
            logits = hidden @ large[2] + large[3]
            loss = ad.reduce_mean(ad.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        step(large, tape.gradient(loss, large))
        return loss

    @written
    def hessian() -> object:
        with ad.GradientTape() as outer:
            with ad.GradientTape() as inner:
                ahead, behind = valley[1:], valley[:-1]
                f = ad.reduce_sum(100.0 * ad.square(ahead - ad.square(behind)) + ad.square(1.0 - behind))
            gradient = inner.gradient(f, valley)
        return outer.jacobian(gradient, valley)

    return {
        "cubic": cubic,
        "chain": chain,
        "small": lambda: small_network(rows, wanted),
        "large": lambda: large_network(images, labels),
        "hessian": hessian,
    }


def for_numpy(a: dict[str, Any]) -> dict[str, Work]:
    """The chain and the networks with their gradients written out by hand."""
    start, waves = a["start"], np.float32(1.01)

    def chain() -> object:
        passed, y = [], start
        for _ in range(500):
            passed.append(y)
            y = np.sin(y) * waves
        up = np.float32(1.0)
        for z in reversed(passed):
            up = up * waves * np.cos(z)
        return up

    rows, wanted, parts = a["small"]
    v1, c1, v2, c2 = (p.copy() for p in parts)
    rate, count = np.float32(RATE), np.float32(len(rows))

    def small_network() -> object:
        nonlocal v1, c1, v2, c2
        hidden = np.tanh(rows @ v1 + c1)
        error = hidden @ v2 + c2 - wanted
        up = 2 * error / count
        back = (up @ v2.T) * (1 - hidden * hidden)
        loss = np.mean(error * error)
        v1, c1 = v1 - rate * (rows.T @ back), c1 - rate * back.sum(axis=0)
        v2, c2 = v2 - rate * (hidden.T @ up), c2 - rate * up.sum(axis=0)
        return loss

    images, labels, parts = a["large"]
    w1, b1, w2, b2 = (p.copy() for p in parts)

    def large_network() -> object:
        before = images @ w1 + b1
        hidden = np.maximum(before, 0)
        logits = hidden @ w2 + b2
        shifted = logits - logits.max(axis=1, keepdims=True)
        raised = np.exp(shifted)
        total = raised.sum(axis=1, keepdims=True)
        loss = -(labels * (shifted - np.log(total))).sum(axis=1).mean()
        of_logits = (raised / total - labels) / np.float32(len(images))
        of_hidden = (of_logits @ w2.T) * (before > 0)
        gradients = (images.T @ of_hidden, of_hidden.sum(axis=0), hidden.T @ of_logits, of_logits.sum(axis=0))
        for parameter, gradient in zip((w1, b1, w2, b2), gradients, strict=True):
            parameter -= np.float32(RATE) * gradient
        return loss

    return {"chain": chain, "small": small_network, "large": large_network}


def for_torch(a: dict[str, Any]) -> dict[str, Work]:
    """The workloads in PyTorch, eager. Raises `ImportError` where it is not installed."""
    import torch

    x = torch.tensor(a["x"], requires_grad=True)
    start = torch.tensor(a["start"], requires_grad=True)

    def cubic() -> object:
        y = 3 * x**3 + 5 * x**2 - 3 * x + 10
        return torch.autograd.grad(y, x)

    def chain() -> object:
        y = start
        for _ in range(500):
            y = torch.sin(y) * 1.01
        return torch.autograd.grad(y, start)

    def step(parameters: list[Any], gradients: Any) -> None:
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= RATE * gradient

    rows, wanted, parts = a["small"]
    small = [torch.tensor(p, requires_grad=True) for p in parts]
    rows, wanted = torch.tensor(rows), torch.tensor(wanted)

    def small_network() -> object:
        hidden = torch.tanh(rows @ small[0] + small[1])
        loss = torch.mean(torch.square(hidden @ small[2] + small[3] - wanted))
        step(small, torch.autograd.grad(loss, small))
        return loss

    images, labels, parts = a["large"]
    large = [torch.tensor(p, requires_grad=True) for p in parts]
    images, labels = torch.tensor(images), torch.tensor(labels)

    def large_network() -> object:
        hidden = torch.relu(images @ large[0] + large[1])
        loss = torch.nn.functional.cross_entropy(hidden @ large[2] + large[3], labels)
        step(large, torch.autograd.grad(loss, large))
        return loss

    valley = torch.tensor(a["valley"])

    def rosenbrock(v: Any) -> Any:
        return torch.sum(100.0 * torch.square(v[1:] - torch.square(v[:-1])) + torch.square(1.0 - v[:-1]))

    def hessian() -> object:
        return torch.autograd.functional.hessian(rosenbrock, valley)

    return {
        "cubic": cubic,
        "chain": chain,
        "small": small_network,
        "large": large_network,
        "hessian": hessian,
    }


def for_tensorflow(a: dict[str, Any]) -> dict[str, Work]:
    """The workloads in TensorFlow, eager. Raises `ImportError` where it is not installed."""
    import tensorflow as tf

    x, start = tf.Variable(a["x"]), tf.Variable(a["start"])

    def cubic() -> object:
        with tf.GradientTape() as tape:
            y = 3 * x**3 + 5 * x**2 - 3 * x + 10
        return tape.gradient(y, x)

    def chain() -> object:
        with tf.GradientTape() as tape:
            y = start
            for _ in range(500):
                y = tf.sin(y) * 1.01
        return tape.gradient(y, start)

    rows, wanted, parts = a["small"]
    small = [tf.Variable(p) for p in parts]
    rows, wanted = tf.constant(rows), tf.constant(wanted)

    def small_network() -> object:
        with tf.GradientTape() as tape:
            hidden = tf.tanh(rows @ small[0] + small[1])
            loss = tf.reduce_mean(tf.square(hidden @ small[2] + small[3] - wanted))
        for variable, gradient in zip(small, tape.gradient(loss, small), strict=True):
            variable.assign_sub(RATE * gradient)
        return loss

    return {"cubic": cubic, "chain": chain, "small": small_network}


def for_autograd(a: dict[str, Any]) -> dict[str, Work]:
    """The workloads in HIPS autograd. Raises `ImportError` where it is not installed."""
    import autograd
    import autograd.numpy as anp

    def polynomial(x: Any) -> Any:
        return anp.sum(3 * x**3 + 5 * x**2 - 3 * x + 10)

    def waves(y: Any) -> Any:
        for _ in range(500):
            y = anp.sin(y) * 1.01
        return y

    rows, wanted, parts = a["small"]
    small = [p.copy() for p in parts]

    def loss(parameters: Any) -> Any:
        hidden = anp.tanh(anp.dot(rows, parameters[0]) + parameters[1])
        return anp.mean((anp.dot(hidden, parameters[2]) + parameters[3] - wanted) ** 2)

    by_polynomial, by_waves = autograd.value_and_grad(polynomial), autograd.value_and_grad(waves)
    by_loss = autograd.value_and_grad(loss)

    def small_network() -> object:
        value, gradients = by_loss(small)
        for parameter, gradient in zip(small, gradients, strict=True):
            parameter -= np.float32(RATE) * gradient
        return value

    return {
        "cubic": lambda: by_polynomial(a["x"]),
        "chain": lambda: by_waves(float(a["start"])),
        "small": small_network,
    }


def for_mygrad(a: dict[str, Any]) -> dict[str, Work]:
    """The workloads in MyGrad. Raises `ImportError` where it is not installed."""
    import mygrad as mg

    x, start = mg.tensor(a["x"]), mg.tensor(a["start"])

    def cubic() -> object:
        y = 3 * x**3 + 5 * x**2 - 3 * x + 10
        y.backward()
        return x.grad

    def chain() -> object:
        y = start
        for _ in range(500):
            y = mg.sin(y) * 1.01
        y.backward()
        return start.grad

    return {"cubic": cubic, "chain": chain}
