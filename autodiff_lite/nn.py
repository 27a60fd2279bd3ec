"""``ad.nn``: activation functions and losses of neural networks."""

from __future__ import annotations

from typing import Any

import numpy as np

from autodiff_lite.convert import convert_to_tensor
from autodiff_lite.errors import InvalidArgumentError
from autodiff_lite.operations import elementwise as e
from autodiff_lite.operations.elementwise import alike, elu, floating, relu, sigmoid, softplus, tanh
from autodiff_lite.operations.picking import one_hot
from autodiff_lite.operations.reductions import l2_normalize, log_softmax, reduce_sum, softmax
from autodiff_lite.operations.shapes import transpose
from autodiff_lite.primitive import apply
from autodiff_lite.primitives.elementwise import leaky_relu as leaky_relu_primitive
from autodiff_lite.primitives.reductions import cross_entropy
from autodiff_lite.tensor import Tensor, TensorLike

# fmt: off
__all__ = [
    "elu", "l2_loss", "l2_normalize", "leaky_relu", "log_softmax", "relu", "sigmoid",
    "sigmoid_cross_entropy_with_logits", "silu", "softmax", "softmax_cross_entropy_with_logits", "softplus",
    "sparse_softmax_cross_entropy_with_logits", "swish", "tanh",
]
# fmt: on


def leaky_relu(features: TensorLike, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """x where x > 0, else alpha * x.

    >>> ad.nn.leaky_relu([-1.0, 2.0], alpha=0.5).numpy().tolist()
    [-0.5, 2.0]
    """
    x = convert_to_tensor(features)
    x = e.cast(x, np.float32) if x.array.dtype.kind in "iu" else floating(x, "leaky_relu")
    return apply(leaky_relu_primitive, (x,), {"alpha": float(alpha)})


def silu(features: TensorLike, beta: TensorLike = 1.0, name: str | None = None) -> Tensor:
    """x * sigmoid(beta * x), also known as swish.

    >>> ad.nn.silu(0.0).numpy().item()
    0.0
    """
    x = floating(features, "silu")
    return e.multiply(x, sigmoid(e.multiply(x, beta)))


swish = silu


def l2_loss(t: TensorLike, name: str | None = None) -> Tensor:
    """Half the sum of squares.

    >>> ad.nn.l2_loss([3.0, 4.0]).numpy().item()
    12.5
    """
    return e.divide(reduce_sum(e.square(floating(t, "l2_loss"))), 2.0)


def softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, axis: int = -1, name: str | None = None
) -> Tensor:
    """-sum(labels * log_softmax(logits)) along `axis`, without overflow; that axis goes.

    `labels` and `logits` have one shape, each row of labels summing to 1. The gradient by the logits is
    softmax(logits) - labels.

    >>> loss = ad.nn.softmax_cross_entropy_with_logits(labels=[[1.0, 0.0]], logits=[[0.0, 0.0]])
    >>> loss.numpy().round(4).tolist()
    [0.6931]
    """
    label = _both_given(labels, logits, cross_entropy.name)
    given = floating(logits, label)
    wanted = e.cast(labels, given.array.dtype)
    if not given.array.ndim:
        raise InvalidArgumentError(f"{label} needs an axis of classes; got single values")
    if not _broadcasts_to(wanted.array.shape, given.array.shape):
        raise InvalidArgumentError(
            f"labels {wanted.array.shape} and logits {given.array.shape} must have one shape; for labels "
            "given as class numbers use sparse_softmax_cross_entropy_with_logits"
        )
    order = list(range(given.array.ndim))
    order.append(order.pop(axis))
    if order[-1] != given.array.ndim - 1:
        wanted, given = transpose(wanted, order), transpose(given, order)
    return apply(cross_entropy, (wanted, given))


def _both_given(labels: Any, logits: Any, operation: str) -> str:
    if labels is None or logits is None:
        raise ValueError(f"{operation} needs both labels= and logits=")
    return operation


def _broadcasts_to(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, wanted) == wanted
    except ValueError:
        return False


def sparse_softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, name: str | None = None
) -> Tensor:
    """The cross entropy where each label is the number of its class: `labels` ``(...)``, `logits` ``(...,
    classes)``.

    >>> loss = ad.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=[[0.0, 0.0]])
    >>> loss.numpy().round(4).tolist()
    [0.6931]
    """
    x = floating(logits, "sparse_softmax_cross_entropy_with_logits")
    classes = convert_to_tensor(labels)
    given, (*rows, count) = classes.array, x.array.shape
    if given.dtype.kind not in "iu":
        raise InvalidArgumentError(f"labels are class numbers, integers; got dtype {given.dtype.name}")
    if given.shape != tuple(rows):
        raise InvalidArgumentError(
            f"labels {given.shape} must have the shape of logits {x.array.shape} without its last axis"
        )
    if given.size and (given.min() < 0 or given.max() >= count):
        raise InvalidArgumentError(f"labels must be class numbers from 0 to {count - 1}; got {given!s}")
    return apply(cross_entropy, (one_hot(classes, count, dtype=x.array.dtype), x))


def sigmoid_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, name: str | None = None
) -> Tensor:
    """max(x, 0) - x * z + ln(1 + e^-|x|) for logits x and labels z of one shape, entry by entry.

    >>> loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=[1.0], logits=[0.0])
    >>> loss.numpy().round(4).tolist()
    [0.6931]
    """
    label = _both_given(labels, logits, "sigmoid_cross_entropy_with_logits")
    z, x = alike(convert_to_tensor(labels), floating(logits, label), label)
    if z.array.shape != x.array.shape:
        raise ValueError(f"labels {z.array.shape} and logits {x.array.shape} must have one shape")
    return e.subtract(softplus(x), e.multiply(x, z))
