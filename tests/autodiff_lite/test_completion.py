"""What a user meets when completing a name and when asking for its help."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import pytest

import autodiff_lite as ad

NAMESPACES = [
    ad,
    ad.debugging,
    ad.dtypes,
    ad.nest,
    ad.errors,
    ad.keras,
    ad.linalg,
    ad.math,
    ad.nn,
    ad.optimizers,
    ad.random,
]
CLASSES = [ad.GradientTape, ad.Tensor, ad.Variable, ad.Module, ad.optimizers.Adam]
# What stands for itself: kinds of elements, answers that print a sentence, a choice, an axis.
PLAIN = (ad.DType, ModuleType, type(None))
SPEAKING = {"GradientReport", "Reason", "UnconnectedGradients"}


def offered(thing: Any) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("_")]


@pytest.mark.parametrize("module", NAMESPACES, ids=lambda module: module.__name__)
def test_a_namespace_offers_what_it_says_it_has_and_nothing_else(module: ModuleType) -> None:
    assert offered(module) == sorted(module.__all__)
    assert len(offered(module)) == len(set(offered(module)))


def test_a_tape_offers_its_methods_for_programs_and_nothing_else() -> None:
    uses = ["batch_jacobian", "gradient", "jacobian", "reset", "stop_recording", "watch", "watched_variables"]
    assert offered(ad.GradientTape) == offered(ad.GradientTape()) == uses


def test_tensors_and_variables_offer_tensorflows_names_and_nothing_else() -> None:
    both = ["dtype", "get_shape", "ndim", "numpy", "ref", "shape", "value"]
    own = ["assign", "assign_add", "assign_sub", "constraint", "name", "read_value", "trainable"]
    assert offered(ad.Tensor) == offered(ad.constant(1.0)) == both
    assert offered(ad.Variable) == offered(ad.Variable(1.0)) == sorted(both + own)


def test_every_function_and_method_that_is_offered_has_an_example() -> None:
    things = {f"{m.__name__}.{name}": getattr(m, name) for m in NAMESPACES for name in offered(m)}
    things |= {f"{c.__name__}.{name}": getattr(c, name) for c in CLASSES for name in offered(c)}
    lacking = [
        where
        for where, thing in things.items()
        if callable(thing)
        and not (isinstance(thing, PLAIN) or where.split(".")[-1] in SPEAKING)
        and not (inspect.isclass(thing) and issubclass(thing, BaseException))
        and ">>> " not in (thing.__doc__ or "")
    ]
    assert lacking == []


def test_signatures_show_names_and_defaults_that_a_program_could_write() -> None:
    things = [getattr(m, name) for m in NAMESPACES for name in offered(m)]
    things += [getattr(c, name) for c in CLASSES for name in offered(c)]
    classes: list[Any] = [c for c in things if inspect.isclass(c) and not issubclass(c, BaseException)]
    functions = [*filter(inspect.isfunction, things), *classes]
    odd = []
    for function in functions:
        for parameter in inspect.signature(function).parameters.values():
            default = parameter.default
            if default is not inspect.Parameter.empty and repr(default).startswith("<"):
                odd.append((function, parameter))
    assert odd == []


def test_functions_of_the_table_take_arguments_by_tensorflows_names() -> None:
    assert float(ad.atan2(y=1.0, x=2.0)) == float(ad.math.atan2(1.0, 2.0)) == pytest.approx(0.4636476)
    for function in (ad.nn.relu, ad.nn.elu, ad.nn.softplus, ad.math.softplus):
        assert list(inspect.signature(function).parameters) == ["features", "name"]
        assert function(features=3.0).numpy() == function(3.0).numpy()
    for function in (ad.pow, ad.maximum, ad.math.squared_difference):
        assert function(x=3.0, y=2.0).numpy() == function(3.0, 2.0).numpy()
