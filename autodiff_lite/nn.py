"""``ad.nn``: activation functions and losses of neural networks."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autodiff_lite.core.convert import Name, convert_to_tensor
from autodiff_lite.core.primitive import apply
from autodiff_lite.core.tensor import Tensor, TensorLike
from autodiff_lite.core.writing import is_unknown
from autodiff_lite.errors import unfit
from autodiff_lite.functions import elementwise as e
from autodiff_lite.functions import made
from autodiff_lite.functions.arguments import Axis, along
from autodiff_lite.functions.made import complete, elu, log_softmax, relu, sigmoid, softmax, softplus, tanh
from autodiff_lite.functions.operands import alike, floating, numeric
from autodiff_lite.functions.reductions import l2_normalize, top_k
from autodiff_lite.functions.shapes import transpose
from autodiff_lite.table.elementwise import leaky_relu as leaky_relu_primitive
from autodiff_lite.table.elementwise import sigmoid_cross_entropy
from autodiff_lite.table.reductions import class_entropy, class_mask, cross_entropy, masked_entropy

# fmt: off
__all__ = [
    "elu", "gelu", "l2_loss", "l2_normalize", "leaky_relu", "log_softmax", "moments", "relu", "sigmoid",
    "sigmoid_cross_entropy_with_logits", "silu", "softmax", "softmax_cross_entropy_with_logits", "softplus",
    "sparse_softmax_cross_entropy_with_logits", "swish", "tanh", "top_k",
]
# fmt: on

complete("nn", globals())


def leaky_relu(features: TensorLike, alpha: float = 0.2, name: Name = None) -> Tensor:
    """x where x > 0, else alpha * x.

    >>> ad.nn.leaky_relu([-1.0, 2.0], alpha=0.5).numpy().tolist()
    [-0.5, 2.0]
    """
    x = convert_to_tensor(features)
    x = e.cast(x, np.float32) if x.array.dtype.kind in "iu" else floating(x, "leaky_relu")
    return apply(leaky_relu_primitive, (x,), {"alpha": float(alpha)})


def silu(features: TensorLike, beta: TensorLike = 1.0, name: Name = None) -> Tensor:
    """x * sigmoid(beta * x), also known as swish.

    >>> ad.nn.silu(0.0).numpy().item()
    0.0
    """
    x = floating(features, "silu")
    return e.multiply(x, sigmoid(e.multiply(x, beta)))


swish = silu


def gelu(features: TensorLike, approximate: bool = False, name: Name = None) -> Tensor:
    """x times the normal distribution's probability of a number below x; `approximate` is quicker, by tanh.

    >>> ad.nn.gelu([0.0, 10.0]).numpy().tolist()
    [0.0, 10.0]
    """
    x = floating(features, "gelu")
    if approximate:
        cubic = e.multiply(e.add(x, e.multiply(e.pow(x, 3.0), 0.044715)), np.sqrt(2 / np.pi).item())
        below = tanh(cubic)
    else:
        below = e.erf(e.multiply(x, np.sqrt(0.5).item()))
    return e.multiply(e.multiply(x, 0.5), e.add(below, 1.0))


class Moments(NamedTuple):
    """A mean and a variance."""

    mean: Tensor
    variance: Tensor


def moments(
    x: TensorLike, axes: Axis = None, shift: Any = None, keepdims: bool = False, name: Name = None
) -> Moments:
    """Mean and variance (divided by n, not n - 1) along `axes`. `shift` is TensorFlow's and has no effect.

    >>> mean, variance = ad.nn.moments([1.0, 3.0], axes=[0])
    >>> float(mean), float(variance)
    (2.0, 1.0)
    """
    tensor = numeric(x, "moments")
    mean = made.reduce_mean(tensor, axes, keepdims=True)
    variance = made.reduce_mean(e.squared_difference(tensor, mean), axes, keepdims)
    return Moments(mean if keepdims else made.reduce_mean(tensor, axes), variance)


def l2_loss(t: TensorLike, name: Name = None) -> Tensor:
    """Half the sum of squares.

    >>> ad.nn.l2_loss([3.0, 4.0]).numpy().item()
    12.5
    """
    return e.divide(made.reduce_sum(e.square(floating(t, "l2_loss"))), 2.0)


def softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, axis: int = -1, name: Name = None
) -> Tensor:
    """-sum(labels * log_softmax(logits)) along `axis`, without overflow; that axis goes.

    `labels` and `logits` have one shape, each row of labels summing to 1. The gradient by the logits is
    softmax(logits) - labels.

    >>> loss = ad.nn.softmax_cross_entropy_with_logits(labels=[[1.0, 0.0]], logits=[[0.0, 0.0]])
    >>> loss.numpy().round(4).tolist()
    [0.6931]
    """
    _both_given(labels, logits)
    x, place = along(logits, axis, cross_entropy.name, floating)
    wanted = e.cast(labels, x.array.dtype)
    shape, last = x.array.shape, x.array.ndim - 1
    if wanted.array.shape != shape and not _broadcasts_to(wanted.array.shape, shape):
        advice = "(for class numbers there is sparse_softmax_cross_entropy_with_logits)"
        raise unfit(cross_entropy.name, f"labels and logits of one shape {advice}", wanted, x)
    if place != last:
        order = [*range(place), *range(place + 1, last + 1), place]
        wanted, x = transpose(wanted, order), transpose(x, order)
    return apply(cross_entropy, (wanted, x))


def _both_given(labels: Any, logits: Any) -> None:
    if labels is None or logits is None:
        raise ValueError("a cross entropy needs both labels= and logits=")


def _broadcasts_to(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    pairs = zip(shape[::-1], wanted[::-1], strict=False)
    return len(shape) <= len(wanted) and all(n in (1, m) for n, m in pairs)


def sparse_softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, name: Name = None
) -> Tensor:
    """The cross entropy where each label is the number of its class: `labels` ``(...)``, `logits` ``(...,
    classes)``.

    >>> loss = ad.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=[[0.0, 0.0]])
    >>> loss.numpy().round(4).tolist()
    [0.6931]
    """
    label = "sparse_softmax_cross_entropy_with_logits"
    x, classes = floating(logits, label), convert_to_tensor(labels)
    given, (*rows, count) = classes.array, x.array.shape
    if given.dtype.kind not in "iu" or given.shape != tuple(rows):
        raise unfit(label, f"integer labels of shape {tuple(rows)}", classes, x)
    if is_unknown(classes):
        return apply(masked_entropy, (apply(class_mask, (classes,), {"count": count}), x))
    return apply(class_entropy, (x,), {"classes": class_mask(given, count=count)})


def sigmoid_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike, name: Name = None) -> Tensor:
    """max(x, 0) - x * z + ln(1 + e^-``|x|``) for logits x and labels z of one shape, entry by entry.

    >>> loss = ad.nn.sigmoid_cross_entropy_with_logits(labels=[1.0], logits=[0.0])
    >>> loss.numpy().round(4).tolist()
    [0.6931]
    """
    _both_given(labels, logits)
    label = "sigmoid_cross_entropy_with_logits"
    z, x = alike(convert_to_tensor(labels), floating(logits, label), label)
    if z.array.shape != x.array.shape:
        raise unfit(label, "labels and logits of one shape", z, x)
    return apply(sigmoid_cross_entropy, (z, x))
