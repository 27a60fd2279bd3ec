"""The workloads of `engine.py` in JAX, compiled by `jax.jit`; apart, because importing it takes a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from _sidebyside import Work
from _workloads import RATE


def for_jax(a: dict[str, Any]) -> dict[str, Work]:
    """The workloads, each one compiled function. Raises `ImportError` where JAX is not installed.

    The first call of each compiles it.
    """
    import jax
    import jax.numpy as jnp

    def waves(y: Any) -> Any:
        for _ in range(500):
            y = jnp.sin(y) * 1.01
        return y

    def small_loss(parts: Any, rows: Any, wanted: Any) -> Any:
        v1, c1, v2, c2 = parts
        return jnp.mean(jnp.square(jnp.tanh(rows @ v1 + c1) @ v2 + c2 - wanted))

    def large_loss(parts: Any, images: Any, labels: Any) -> Any:
        w1, b1, w2, b2 = parts
        logits = jax.nn.relu(images @ w1 + b1) @ w2 + b2
        return jnp.mean(-jnp.sum(labels * jax.nn.log_softmax(logits), axis=1))

    def rosenbrock(valley: Any) -> Any:
        ahead, behind = valley[1:], valley[:-1]
        return jnp.sum(100.0 * jnp.square(ahead - jnp.square(behind)) + jnp.square(1.0 - behind))

    def training(loss: Callable[..., Any], data: tuple[Any, Any, Any]) -> Work:
        rows, wanted, first = data
        state = {"parts": [jnp.asarray(part) for part in first]}
        given = jnp.asarray(rows), jnp.asarray(wanted)

        @jax.jit
        def step(parts: Any, rows: Any, wanted: Any) -> Any:
            value, gradients = jax.value_and_grad(loss)(parts, rows, wanted)
            return value, [part - RATE * gradient for part, gradient in zip(parts, gradients, strict=True)]

        def work() -> object:
            value, state["parts"] = step(state["parts"], *given)
            return jax.block_until_ready((value, state["parts"]))

        return work

    def once(function: Any, place: Any) -> Work:
        compiled, given = jax.jit(function), jnp.asarray(place)
        return lambda: jax.block_until_ready(compiled(given))

    return {
        "cubic": once(jax.grad(lambda x: jnp.sum(3 * x**3 + 5 * x**2 - 3 * x + 10)), a["x"]),
        "chain": once(jax.grad(waves), a["start"]),
        "small": training(small_loss, a["small"]),
        "large": training(large_loss, a["large"]),
        "hessian": once(jax.hessian(rosenbrock), a["valley"]),
    }
