"""``ad.function``: TensorFlow's ``@tf.function``. A function becomes a straight-line NumPy program.

It is run once for each combination of dtypes, shapes and Python values, and each operation on the way is
noted. From then on the program runs in its place: without Python's loops, objects and checks around each
operation, and with a derivative that is written out beforehand.
"""

from __future__ import annotations

import functools
import inspect
import sys
import threading
import warnings
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autodiff_lite import config
from autodiff_lite.core.convert import convert_to_tensor
from autodiff_lite.core.listeners import thread
from autodiff_lite.core.tensor import Operand, Tensor
from autodiff_lite.core.variable import Variable
from autodiff_lite.programs.concrete import Concrete, concrete_of, shapes_of
from autodiff_lite.programs.concrete_function import ConcreteFunction
from autodiff_lite.programs.signature import as_specified, as_tensor, form_of, key_of, names_of, with_tensors
from autodiff_lite.programs.standalone import ProgramText
from autodiff_lite.programs.trace import MakesVariable, NoProgram, Tracer, is_tracing, traced
from autodiff_lite.values.nested import flatten, pack_like
from autodiff_lite.values.shape import TensorShape

MANY = 5
"""So many traces within `RECENT` calls are told: each costs many times what a run does."""
RECENT = 10


class Function:
    """A function that runs as a program. Made by `function`."""

    def __init__(self, python_function: Callable[..., Any], input_signature: Any = None) -> None:
        functools.update_wrapper(self, python_function)
        self.__name__ = str(getattr(python_function, "__name__", "function"))
        self.python_function = python_function
        """The function itself."""
        self.input_signature = None if input_signature is None else tuple(input_signature)
        """The `TensorSpec` of each argument, or None."""
        self._concrete: dict[Any, Concrete] = {}
        self._quick: dict[tuple[Any, ...], Concrete] = {}
        self._bound: weakref.WeakKeyDictionary[Any, Function] = weakref.WeakKeyDictionary()
        self._known: list[Any] = []
        self._recent: deque[bool] = deque(maxlen=RECENT)
        self._lock = threading.RLock()
        self._has_told = False

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        try:
            found = self._bound.get(instance)
            if found is None:
                method = _method(self.python_function, weakref.ref(instance))
                found = self._bound[instance] = Function(method, self.input_signature)
        except TypeError:  # an instance that cannot be a key: its programs are written again each time
            return Function(functools.partial(self.python_function, instance), self.input_signature)
        return _Bound(found, instance)

    def __reduce__(self) -> str | tuple[Any, ...]:
        # In another process the programs are written anew. One that a module names is known by that name.
        name = str(self.__dict__.get("__qualname__", ""))
        if getattr(sys.modules.get(self.__module__), name, None) is self and self.__module__ != "__main__":
            return name
        return Function, (self.python_function, self.input_signature)

    def __repr__(self) -> str:
        return f"<function {self.__name__} as a program>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Inside of another function it is a part of that one's program.
        if (thread.listeners and is_tracing()) or config.functions_run_eagerly():
            return self._as_it_is(args, kwargs)
        concrete, tensors = self._found_quickly(args, kwargs)
        if concrete is None:
            args, kwargs = self._given(args, kwargs)
            concrete, tensors, result = self._find(args, kwargs, goes_on=True)
            if result is not None:
                return result[0]
        if concrete.shapes and not concrete.fits():
            concrete = self._of_shapes(concrete, args, kwargs)
        tapes = thread.listeners
        if tapes and concrete.outside:
            watched = tuple([x for x in concrete.outside if any(tape.is_tracked(x) for tape in tapes)])
            if watched:
                concrete = self._watching(concrete, watched, args, kwargs)
        runner = concrete.runner
        if concrete.reason or (tapes and concrete.runs_on_tapes):
            return self._as_it_is(args, kwargs)
        inputs = (*tensors, *concrete.watched, *[variable.read() for variable in concrete.variables])
        if concrete.draws:
            inputs = (*inputs, *[draw() for draw in concrete.draws])
        try:
            outputs = [] if runner is None else runner.tensors(inputs)
        except (ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError):
            return self._as_it_is(args, kwargs)  # which says what went wrong, and in which operation
        for effect in concrete.effects:
            effect(outputs)
        if concrete.like is None:
            return outputs[0]
        found = [outputs[place] if type(place) is int else place.value for place in concrete.places]
        return pack_like(concrete.like[0], found)

    def _found_quickly(self, args: Any, kwargs: Any) -> tuple[Concrete | None, list[Tensor]]:
        """The same as `_find`, for what was found before and is given tensors and variables alone."""
        tensors: list[Tensor] = []
        if kwargs:
            return None, tensors
        key: list[Any] = []
        for x in args:
            if type(x) is Tensor:
                array = x.array
                key += (array.dtype.num, array.shape)
                tensors.append(x)
            elif isinstance(x, Variable):
                key.append(id(x))
            else:
                return None, tensors
        found = self._quick.get(tuple(key))
        if found is not None:
            self._recent.append(False)
        return found, tensors

    def program(self, *args: Any, **kwargs: Any) -> ProgramText:
        """The program for these arguments: forward and derivative, as Python that needs NumPy alone.

        Raises `TypeError` for a function that has none, with the reason.

        >>> @ad.function
        ... def area(side):
        ...     return side * side
        >>> print(area.program(3.0 * ad.ones(())).forward_text)
        def forward(side):
            v0 = side * side                              # multiply
            return v0
        <BLANKLINE>
        """
        args, kwargs = self._given(args, kwargs)
        concrete, tensors, _ = self._find(args, kwargs)
        if not concrete.fits():
            concrete = self._of_shapes(concrete, args, kwargs)
        if concrete.runner is None:
            reason = f"{concrete.reason}. It runs as Python runs it"
            nothing = "its result does not depend on what it is given"
            raise TypeError(
                f"there is no program of {self.__name__}: {reason if concrete.reason else nothing}."
            )
        random = [draw() for draw in concrete.draws]
        inputs = (*tensors, *(variable.tensor for variable in concrete.variables), *random)
        later = [(effect.name, effect.places) for effect in concrete.effects]
        arrays, has_derivative = [x.array for x in inputs], not concrete.runs_on_tapes
        return ProgramText(concrete.runner.program, arrays, self.__name__, later, has_derivative)

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The function for arguments of one kind: tensors or `TensorSpec`s, and Python values that are fixed.

        >>> double = ad.function(lambda x: x * 2.0).get_concrete_function(ad.TensorSpec([None]))
        >>> double(ad.constant([1.0, 2.0])).numpy().tolist()
        [2.0, 4.0]
        """
        if self.input_signature is not None and not args and not kwargs:
            args = self.input_signature
        return ConcreteFunction(self, self.python_function, args, kwargs)

    def experimental_get_tracing_count(self) -> int:
        """How many programs were written."""
        return len(self._concrete)

    # What is given

    def _given(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments, with tensors for NumPy's arrays, and as the signature asks for them."""
        if self.input_signature is not None:
            args, kwargs = self._signed(args, kwargs)
        if any(isinstance(x, np.ndarray | np.generic) for x in flatten([list(args), kwargs])):
            args = tuple(with_tensors(list(args)))
            kwargs = {key: with_tensors(value) for key, value in kwargs.items()}
        return args, kwargs

    def _signed(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        specs = self.input_signature or ()
        if kwargs:
            bound = inspect.signature(self.python_function).bind(*args, **kwargs)
            args = tuple(bound.args)
        if len(args) != len(specs):
            raise TypeError(
                f"{self.__name__} has an input_signature of {len(specs)} argument(s); got {len(args)}"
            )
        return tuple(
            [as_specified(value, spec, self.__name__) for value, spec in zip(args, specs, strict=True)]
        ), {}

    def _find(
        self, args: Any, kwargs: Any, goes_on: bool = False
    ) -> tuple[Concrete, list[Tensor], tuple[Any] | None]:
        """The program, the tensors that it is given, and the result if this call showed that there is no
        program.
        """
        leaves = flatten([list(args), kwargs])
        result: tuple[Any] | None = None
        tensors: list[Tensor] = []
        parts: list[Any] = []
        for leaf in leaves:
            if type(leaf) is Tensor:
                array = leaf.array
                parts.append((array.dtype.num, array.shape))
                tensors.append(leaf)
            elif isinstance(leaf, Operand):
                parts.append(id(leaf))
            else:
                parts.append(key_of(leaf))
        key = (form_of(args), form_of(kwargs) if kwargs else None, *parts)
        concrete = self._concrete.get(key)
        self._recent.append(concrete is None)
        if concrete is None:
            with self._lock:
                concrete = self._concrete.get(key)  # another thread may have written it meanwhile
                if concrete is None:
                    concrete, result = self._traced(args, kwargs, leaves, tensors, goes_on=goes_on)
                    self._concrete[key] = concrete
                    if (
                        not kwargs
                        and self.input_signature is None
                        and all(isinstance(x, Operand) for x in args)
                    ):
                        quick = [part for x in parts for part in (x if type(x) is tuple else (x,))]
                        self._quick[tuple(quick)] = concrete
                    # What is known by its identity has to live as long as it is known.
                    self._known += [x for x in leaves if not isinstance(x, Tensor)]
            self._tell()
        return concrete, tensors, result

    def _tell(self) -> None:
        if sum(self._recent) < MANY or self._has_told or self.input_signature is not None:
            return
        self._has_told = True
        warnings.warn(
            f"{self.__name__} was traced {sum(self._recent)} times in its last {len(self._recent)} calls: "
            "each time it is given another dtype, shape or Python value it is run and written anew. Give "
            "numbers as tensors, constant(3.0) for 3.0, and make the function once, outside of the loop.",
            UserWarning,
            stacklevel=4,
        )

    # What it becomes

    def _watching(self, concrete: Concrete, watched: tuple[Tensor, ...], args: Any, kwargs: Any) -> Concrete:
        """The same program with some of the tensors from outside as inputs."""
        return self._again((id(concrete), *map(id, watched)), args, kwargs, watched)

    def _of_shapes(self, concrete: Concrete, args: Any, kwargs: Any) -> Concrete:
        """The same program for the shapes that the variables have now."""
        found = self._again((id(concrete), shapes_of(concrete.variables)), args, kwargs)
        return found if found.fits() else self._of_shapes(found, args, kwargs)

    def _again(
        self, key: tuple[Any, ...], args: Any, kwargs: Any, watched: tuple[Tensor, ...] = ()
    ) -> Concrete:
        """What is written for the same arguments once more, known by this key."""
        with self._lock:
            if key not in self._concrete:
                leaves = flatten([list(args), kwargs])
                tensors = [x for x in leaves if type(x) is Tensor]
                self._concrete[key], _ = self._traced(args, kwargs, leaves, tensors, watched)
            return self._concrete[key]

    def _traced(
        self,
        args: Any,
        kwargs: Any,
        leaves: list[Any],
        tensors: list[Tensor],
        watched: tuple[Tensor, ...] = (),
        goes_on: bool = False,
    ) -> tuple[Concrete, tuple[Any] | None]:
        """The program, of a trace; or none, and the result if the function went on and gave it. As in
        TensorFlow, a trace in which variables are made is done again: then they are there, and none may be
        made.
        """
        tracer, result, stand_ins = self._trace(args, kwargs, leaves, tensors, watched, goes_on, True)
        if tracer.made and not tracer.reason:
            tracer.draw_again()
            tracer.let_go(stand_ins)
            tracer, result, stand_ins = self._trace(args, kwargs, leaves, tensors, watched, goes_on, False)
        if tracer.reason:
            return Concrete(reason=tracer.reason), result
        assert result is not None
        names = names_of(self.python_function, args, kwargs)
        made = concrete_of(tracer, result[0], (*stand_ins, *watched), watched, names, self.__name__)
        tracer.let_go(stand_ins)
        return made, None

    def _trace(
        self,
        args: Any,
        kwargs: Any,
        leaves: list[Any],
        tensors: list[Tensor],
        watched: tuple[Tensor, ...],
        goes_on: bool,
        makes_variables: bool,
    ) -> tuple[Tracer, tuple[Any] | None, list[Tensor]]:
        """What was noted, the result, and the inputs. The tracer's `reason` says why there is no program."""
        stand_ins = [Tensor(x.array) for x in tensors]
        waiting = iter(stand_ins)
        given = [next(waiting) if type(leaf) is Tensor else leaf for leaf in leaves]
        new_args, new_kwargs = pack_like([list(args), kwargs], given)
        tracer = Tracer((*stand_ins, *watched), makes_variables, goes_on and not thread.listeners)
        try:
            return tracer, (traced(lambda: self._as_it_is(tuple(new_args), new_kwargs), tracer),), stand_ins
        except MakesVariable as because:
            raise ValueError(
                f"{self.__name__}: {because} each time that it runs. Make variables outside of a function "
                "with @function, or once: `if self.w is None: self.w = Variable(...)`."
            ) from None
        except NoProgram as because:
            tracer.reason = str(because)
            return tracer, None, stand_ins

    def _as_it_is(self, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Run as Python runs it, between tensors."""
        given = [as_tensor(x, np.ndarray | np.generic) for x in flatten(list(args))]
        named = {key: with_tensors(x) for key, x in kwargs.items()}
        result = self.python_function(*pack_like(list(args), given), **named)
        if isinstance(result, TensorShape):
            return convert_to_tensor(list(result))
        leaves = [as_tensor(x, np.ndarray | np.generic | int | float | Operand) for x in flatten(result)]
        return pack_like(result, leaves)


class _Bound:
    """A method of one object, which lives as long as this does."""

    def __init__(self, function: Function, instance: Any) -> None:
        self._function, self._instance = function, instance

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)


def _method(python_function: Callable[..., Any], instance: weakref.ref[Any]) -> Callable[..., Any]:
    """A function of an object's, which does not keep the object alive; who calls it does."""

    @functools.wraps(python_function)
    def method(*args: Any, **kwargs: Any) -> Any:
        return python_function(instance(), *args, **kwargs)

    signature = inspect.signature(python_function)
    rest = list(signature.parameters.values())[1:]
    method.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
    return method


def function(
    func: Callable[..., Any] | None = None,
    input_signature: Any = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    **experimental: Any,
) -> Any:
    """A function that runs as a straight-line NumPy program, and that tapes record as one operation.

    The function is run once for each combination of dtypes, shapes and Python values that it is given, to
    write the program: what it prints, and what else Python does in it, happens then, and a Python value from
    outside stays what it was. Variables are read, and random numbers drawn, each time. ``f.program(x)`` shows
    the program. What changes variables (`assign` and the like, an optimizer's step) or prints (`print`) is
    done after the program, in its order: a whole training step is one. Variables may be made at the first
    call, which runs the function twice, as in TensorFlow. A function that does what a program of arrays
    cannot (it reads a variable after an optimizer's step, picks entries by a mask, branches with `cond`) runs
    as it is, each time.

    Args:
        func: the function. Without it, what is returned is a decorator.
        input_signature: a `TensorSpec` for each argument; what does not fit raises `TypeError`.
        autograph, jit_compile, reduce_retracing: TensorFlow's, without effect: Python's `if` of a tensor
            raises `TypeError`, as TensorFlow does without its AutoGraph.

    Raises `TypeError` for what cannot be called; a call raises it where Python asks for a value that is not
    known while the program is written, and `ValueError` where each run makes a variable.

    >>> @ad.function
    ... def double(x):
    ...     return 2 * x
    >>> double(3)
    <Tensor: shape=(), dtype=int32, numpy=6>
    """
    if unknown := [name for name in experimental if not name.startswith("experimental_")]:
        raise TypeError(f"function() has no argument {unknown[0]!r}")
    if func is None:
        return lambda wrapped: function(wrapped, input_signature)
    if not callable(func):
        raise TypeError(f"function() takes a function; got {func!r}")
    return Function(func, input_signature)
