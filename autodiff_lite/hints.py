"""What is meant by a name that is not there: one of NumPy, PyTorch or older TensorFlow, or a slip of the pen.

Knows names, and nothing of what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NoReturn

# fmt: off
_MEANT_FUNCTIONS = {
    "all": "reduce_all", "amax": "reduce_max", "amin": "reduce_min", "any": "reduce_any", "arange": "range",
    "arccos": "acos", "arcsin": "asin", "arctan": "atan", "array": "constant", "astype": "cast",
    "concatenate": "concat", "clip": "clip_by_value", "dot": "matmul or tensordot", "full": "fill",
    "max": "reduce_max", "mean": "reduce_mean", "min": "reduce_min",
    "mm": "matmul", "mod": "math.mod", "mul": "multiply", "prod": "reduce_prod", "power": "pow",
    "random_normal": "random.normal", "random_uniform": "random.uniform",
    "set_random_seed": "random.set_seed",
    "std": "math.reduce_std", "sub": "subtract", "sum": "reduce_sum", "tensor": "constant or Variable",
    "to_float": "cast(x, 'float32')", "div": "divide", "var": "math.reduce_variance", "vstack": "concat",
    "hstack": "concat", "Session": "no session: operations compute at once",
    "placeholder": "an argument of a function: operations compute at once",
    "global_variables_initializer": "nothing: variables have their values at once",
}
MEANT_ATTRIBUTES = {
    "T": "transpose(x), or linalg.matrix_transpose(x) of a batch of matrices",
    "all": "reduce_all(x)", "any": "reduce_any(x)", "argmax": "argmax(x)", "argmin": "argmin(x)",
    "astype": "cast(x, 'float32')",
    "backward": "a tape: `with GradientTape() as tape:` around the computation, then tape.gradient(y, x)",
    "clip": "clip_by_value(x, low, high)", "copy": "identity(x)",
    "detach": "stop_gradient(x)", "dot": "linalg.matvec, matmul or tensordot",
    "eval": "x.numpy()",
    "fill_": "a Variable and its assign()", "flatten": "reshape(x, (-1,))",
    "grad": "tape.gradient(y, x), which returns the gradient", "item": "x.numpy().item(), or float(x)",
    "max": "reduce_max(x)", "mean": "reduce_mean(x)", "min": "reduce_min(x)", "prod": "reduce_prod(x)",
    "ravel": "reshape(x, (-1,))", "requires_grad": "tape.watch(x), or a Variable",
    "reshape": "reshape(x, shape)",
    "round": "round(x)", "size": "size(x)", "squeeze": "squeeze(x)", "std": "math.reduce_std(x)",
    "sum": "reduce_sum(x)", "tolist": "x.numpy().tolist()", "transpose": "transpose(x)",
    "var": "math.reduce_variance(x)", "view": "reshape(x, shape)", "zero_": "a Variable and its assign()",
}
# fmt: on


def for_function(name: str, namespaces: Mapping[str, Iterable[str]]) -> str:
    """A sentence about `name`, which the package has not: where it is, what is meant, or what is like it.

    `namespaces` are the names to choose from, by the prefix under which a program finds them.
    """
    within = [prefix + name for prefix, names in namespaces.items() if name in names]
    if within:
        return f" It is {' or '.join(within)} that is meant, here as in TensorFlow."
    if name in _MEANT_FUNCTIONS:
        return f" What is meant may be {_MEANT_FUNCTIONS[name]}."
    return _like(name, [prefix + n for prefix, names in namespaces.items() for n in names])


def _like(name: str, known: list[str]) -> str:
    by_last = {k.rsplit(".", 1)[-1]: k for k in reversed(known)}
    close = get_close_matches(name, by_last, n=2, cutoff=0.75)
    return f" What is meant may be {' or '.join(by_last[c] for c in close)}." if close else ""


class Absent:
    """An attribute that is not there, and whose error says what is meant.

    Named one by one: a ``__getattr__`` would make each access to those that are there slower.
    """

    def __init__(self, name: str, meant: str) -> None:
        self.name, self.meant = name, meant

    def __get__(self, instance: object, owner: type) -> NoReturn:
        missing = f"a {owner.__name__} has no attribute {self.name!r}."
        raise AttributeError(f"{missing} What is meant may be {self.meant}.", name=self.name, obj=instance)
