"""What a tape notes while its block runs.

The record is a list of operations in the order they took place. What to differentiate by is decided as it is
recorded: an operation goes on the list if one of its inputs depends on something watched. Knows nothing of
gradients: `tape` is asked for these.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, Self

from autodiff_lite.completion import Offered, OfferedClass
from autodiff_lite.core.asked import warn_of_whole_numbers
from autodiff_lite.core.evidence import Evidence, Stopped
from autodiff_lite.core.listeners import Listener, thread
from autodiff_lite.core.primitive import Primitive
from autodiff_lite.core.record import Entry, Record, entries_of
from autodiff_lite.core.tensor import Operand, Tensor, TensorLike
from autodiff_lite.core.variable import Variable
from autodiff_lite.values.nested import flatten


class Recording(Listener, Offered, metaclass=OfferedClass):
    """The half of a tape that listens: its block, its record, what it watches."""

    _entered = _recording = False
    _evidence: Evidence | None

    _persistent: bool
    watches_accessed_variables: bool
    """Whether trainable variables are watched as they are read."""

    def _start_over(self) -> None:
        """As if the tape were new."""
        self._used = False
        self._evidence = None
        self._variables: dict[int, Variable] = {}
        # What depends on something watched is tracked, and told in two ways. The outputs on the record may
        # be millions: each bears the tape's mark, and no table of them grows. The leaves, what is watched
        # itself, are few and belong to the program, which uses them with tape after tape: they stand in a
        # table by their identities, and are held, since an identity means something only while its tensor
        # lives.
        self._marks = (object(),)
        self._let_go()

    def _let_go(self) -> None:
        """Keep no tensor alive: the end of a use. Outputs keep their mark, and the tape listens no more."""
        self._record: Record = []
        self._leaves: dict[int, Tensor] = {}
        # By variable, the tensors that it was read as: one, and one more each time after it was assigned to.
        self._reads: dict[int, list[Tensor]] = {}

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a tape cannot be copied or sent to another process: it knows its values by being the same "
            "objects. Open it where the computing is done, ask it there, and send the gradient"
        )

    # Recording

    def __enter__(self) -> Self:
        if self._recording:
            raise ValueError(
                "this tape is recording already; a block inside it, or in another thread, needs a tape of "
                "its own"
            )
        if self._used and not self._persistent:
            self._start_over()
        self._entered = self._recording = True
        thread.listeners = (*thread.listeners, self)
        return self

    def __exit__(self, *error: object) -> None:
        self._stop_listening()

    def _stop_listening(self) -> None:
        self._recording = False
        tapes = thread.listeners
        if tapes and tapes[-1] is self:
            thread.listeners = tapes[:-1]
        elif self in tapes:
            thread.listeners = tuple(tape for tape in tapes if tape is not self)

    def is_tracked(self, tensor: Tensor) -> bool:
        """Whether a tensor is watched, or was computed from something watched."""
        return self._marks[0] in tensor.marks or id(tensor) in self._leaves

    def tensors_of(self, source: Operand) -> list[Tensor]:
        """The tensors through which a source entered the record: a variable's values as they were read."""
        return [source] if type(source) is Tensor else self._reads.get(id(source), [])

    def record(
        self, primitive: Primitive, inputs: tuple[Tensor, ...], output: Tensor, attributes: dict[str, Any]
    ) -> None:
        """Note an operation, if something watched flows into it. Operations call this; programs need not."""
        if 0 < len(primitive.rules) == len(inputs) <= 2 and not attributes:
            self.record_short(primitive, inputs[0], inputs[1] if len(inputs) == 2 else None, output)
        elif any(map(self.is_tracked, inputs)):
            output.marks += self._marks
            is_one = len(primitive.rules) == len(inputs) == 1
            self._record += (primitive, inputs[0] if is_one else inputs, attributes, output)

    def record_short(self, primitive: Primitive, a: Tensor, b: Tensor | None, output: Tensor) -> None:
        """The same, for one or two tensors and no attributes."""
        marks, leaves = self._marks, self._leaves
        if (
            a.marks is marks
            or id(a) in leaves
            or (b is not None and (b.marks is marks or id(b) in leaves or marks[0] in b.marks))
            or marks[0] in a.marks
        ):
            # In CPython () + marks is that very tuple, which is quick to see; elsewhere `in` finds the mark.
            output.marks += marks
            self._record += (primitive, a, b, output)

    def read(self, variable: Variable, value: Tensor) -> None:
        """Note that a variable's value was read. Variables call this; programs need not."""
        if id(value) in self._leaves:
            return
        key = id(variable)
        if key not in self._variables:
            if not (self.watches_accessed_variables and variable.trainable):
                return
            self._variables[key] = variable
        self._leaves[id(value)] = value
        self._reads.setdefault(key, []).append(value)

    def stored(self, variable: Variable, value: Tensor, is_first: bool = False) -> None:
        """Note that a tensor became a variable's value. Variables call this; programs need not."""
        if self.is_tracked(value):
            self.evidence.stored(variable, value, is_first)

    def differentiated(self, gradient: Tensor) -> None:
        """Note that another tape gave this gradient. Tapes call this; programs need not."""
        self.evidence.differentiated(gradient, is_constant=not self.is_tracked(gradient))

    def left_through_numpy(self, value: Tensor) -> None:
        """Note that a tensor became a NumPy array. Tensors call this; programs need not."""
        if self.is_tracked(value):
            self.evidence.left_through_numpy(value)

    def watch(self, tensor: TensorLike) -> None:
        """Treat a tensor (or variable, or nested list of them) as something to differentiate by.

        Call it before the tensor is used. Integers have no derivative: watching them warns, and does nothing.
        Raises `ValueError` for what is neither tensor nor variable.

        >>> c = ad.constant(3.0)
        >>> with ad.GradientTape() as tape:
        ...     tape.watch(c)
        ...     y = c * c
        >>> float(tape.gradient(y, c))
        6.0
        """
        if self.is_used_up:
            raise RuntimeError(
                "this GradientTape was used up: its record is gone, and it starts over with its next block. "
                "Call watch() inside of that."
            )
        for item in flatten(tensor):
            if not isinstance(item, Operand):
                raise ValueError(
                    f"watch() takes tensors and variables; got {item!r} ({type(item).__name__}). Numbers and "
                    "arrays leave no trace on a tape: make a tensor first, x = constant(...), watch x and "
                    "compute with x."
                )
            if item.array.dtype.kind != "f":
                warn_of_whole_numbers(item)
            elif isinstance(item, Variable):
                if not any(tensor is item.tensor for tensor in self.tensors_of(item)):
                    item.begin_anew()  # what was computed before from what it holds, stays untracked
                self._variables[id(item)] = item
                self.read(item, item.tensor)
            else:
                self._leaves[id(item)] = item.tensor

    def watched_variables(self) -> tuple[Variable, ...]:
        """The variables watched so far, in the order they were made.

        >>> x = ad.Variable(3.0, name="x")
        >>> with ad.GradientTape() as tape:
        ...     y = x * x
        >>> [variable.name for variable in tape.watched_variables()]
        ['x']
        """
        return tuple(sorted(self._variables.values(), key=lambda variable: variable.serial))

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Within this block the tape records nothing.

        Raises `ValueError` if the tape is not recording any more, `RuntimeError` if it never was.

        >>> x = ad.Variable(3.0)
        >>> with ad.GradientTape() as tape:
        ...     y = x * x
        ...     with tape.stop_recording():
        ...         shown = 10.0 * y   # not on the record
        >>> float(tape.gradient(y, x))
        6.0
        """
        if self not in thread.listeners:
            kind = ValueError if self._entered and not self.is_used_up else RuntimeError
            raise kind("this tape is not recording, so its recording cannot be stopped")
        stopped = Stopped(self.evidence)
        thread.listeners = tuple(stopped if tape is self else tape for tape in thread.listeners)
        try:
            yield
        finally:
            if self.is_used_up:  # asked for a gradient in this block
                self._start_over()
            thread.listeners = tuple(self if tape is stopped else tape for tape in thread.listeners)

    def reset(self) -> None:
        """Forget everything recorded and watched so far, and go on recording.

        Raises `ValueError` if the tape is not recording.

        >>> x = ad.Variable(3.0)
        >>> with ad.GradientTape() as tape:
        ...     tried = ad.exp(x)
        ...     tape.reset()
        ...     y = x * x
        >>> print(tape.gradient([tried, y], x).numpy())   # of y alone
        6.0
        """
        if self not in thread.listeners:
            raise ValueError(
                "this tape is not recording; reset() starts a record over inside the tape's block"
            )
        self._start_over()

    # What explanations and drawings look at

    @property
    def entries(self) -> list[Entry]:
        """The record: (primitive, inputs, output, attributes) of each operation, oldest first. A new list."""
        return entries_of(self._record)

    @property
    def evidence(self) -> Evidence:
        """What explains missing gradients; see `explain_none`."""
        if self._evidence is None:
            self._evidence = Evidence()
        return self._evidence

    @property
    def is_used_up(self) -> bool:
        """Whether the record was let go of."""
        return self._used and not self._persistent
