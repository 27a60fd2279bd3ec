"""A program as a text that runs by itself: with NumPy, and nothing of this package.

What the lines call by the name of a row of the table is put before them, copied from the table's own source
with everything that it uses.
"""

from __future__ import annotations

import ast
import functools
import inspect
import sys
import textwrap
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autodiff_lite.core.primitive import Primitive
from autodiff_lite.programs.program import Program
from autodiff_lite.programs.write import Written, assembled, identifiers, literal, write

REFUSAL = """def {name}(*given):
    return ValueError(*map(str, given))
"""
MODULES = {np: "numpy as np"}
ALIASES = {np: "np"}
_NAMED = (types.FunctionType, types.BuiltinFunctionType, type)


class ProgramText:
    """A function's program, to read and to run elsewhere. `str()` of it is the whole text.

    `forward_text` and `derivative_text` are its two functions, `forward` and `derivative`. The second takes
    the same values and the upstream gradient, and returns the gradient by each input that has one, in order:
    `sources` names these. `later` are what is done after the program, by name, with the places of outputs. A
    program that tapes see as Python runs it has no derivative here.
    """

    def __init__(
        self,
        program: Program,
        arrays: Sequence[Any],
        name: str,
        later: Sequence[tuple[str, Sequence[Any]]] = (),
        has_derivative: bool = True,
    ) -> None:
        self._name = name
        written = Written()
        parameters = _parameters(program, written)
        self.forward_text = _function("forward", program, parameters, written)
        outputs = [written.name_of(output) for output in program.outputs]
        self.forward_text += "".join(
            f"    # then: {effect}({', '.join(outputs[x] if type(x) is int else '...' for x in places)})\n"
            for effect, places in later
        )
        floats = tuple([x.array.dtype.kind == "f" for x in program.inputs])
        seeded = tuple([place for place, y in enumerate(program.outputs) if y.array.dtype.kind == "f"])
        self.derivative_text = ""
        self.sources: tuple[str, ...] = ()
        if any(floats) and seeded and has_derivative:
            derivative = program.derivative(floats, seeded, arrays)
            back = _parameters(derivative.program, written)
            self.derivative_text = _function("derivative", derivative.program, back, written)
            self.sources = tuple([parameters[place] for place in derivative.places])
        self._before = definitions(written)
        self._heading = f"# {name}({', '.join(_described(program, parameters))})"

    @property
    def text(self) -> str:
        """The whole: what it needs, forward, derivative."""
        comment = f"# The gradients by {', '.join(self.sources)}.\n" if self.sources else ""
        parts = [self._heading, self._before, self.forward_text, comment + self.derivative_text]
        return "\n\n".join(part.rstrip("\n") for part in parts if part.strip()) + "\n"

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.text}```"


def _described(program: Program, parameters: Sequence[str]) -> list[str]:
    return [
        f"{name}: {x.array.dtype.name} {tuple(x.array.shape)}"
        for name, x in zip(parameters, program.inputs, strict=True)
    ]


def _parameters(program: Program, written: Written) -> list[str]:
    parameters = identifiers(program.names)
    written.names = {id(x): name for x, name in zip(program.inputs, parameters, strict=True)}
    return parameters


def _function(title: str, program: Program, parameters: Sequence[str], written: Written) -> str:
    written.lines = []
    write(program.nodes, written, program.outputs, commented=True)
    returned = [written.name_of(output) for output in program.outputs]
    several = title == "derivative" or len(returned) > 1
    return assembled(title, parameters, written.lines, returned, several)


def definitions(written: Written) -> str:
    """Imports, constants, and the rows that the lines call."""
    needs = _Needs()
    needs.known |= {name: row.forward for name, row in written.rows.items()}  # the lines call them so
    for name, row in written.rows.items():
        needs.write(name, row.forward)
    constants = [f"{name} = {_constant(value)}" for name, value in written.constants.items()]
    needs.imports["numpy as np"] = None
    imports = [f"import {module}" for module in sorted(needs.imports)]
    parts = ["\n".join(imports), "\n".join(needs.values), *needs.functions, "\n".join(constants)]
    return "\n\n\n".join(part.rstrip("\n") for part in parts if part)


def _constant(value: Any) -> str:
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({value.item()!r})".replace("(nan)", '("nan")').replace(
            "inf)", '"inf")'
        )
    if isinstance(value, np.ndarray) and value.size > 1 and (value == value.flat[0]).all():
        return f"np.full({value.shape}, {value.flat[0].item()!r}, dtype={value.dtype.name!r})"
    if isinstance(value, np.ndarray):
        with np.printoptions(threshold=sys.maxsize, floatmode="unique"):
            text = np.array2string(value, separator=", ", max_line_width=100)
        text = text.replace("nan", "np.nan").replace("inf", "np.inf")
        return f"np.array({' '.join(text.split())}, dtype={value.dtype.name!r}).reshape({value.shape})"
    return literal(value) or repr(value)


class _Needs:
    """Definitions in an order that works: what a function uses stands before it."""

    def __init__(self) -> None:
        self.imports: dict[str, None] = {}
        self.values: list[str] = []
        self.functions: list[str] = []
        self.known: dict[str, Any] = {}

    def define(self, met: str, value: Any, space: Mapping[str, Any] | None = None) -> str:
        """Put a definition there, and return its name: the one under which it was `met` in the module
        `space`, unless that means something else already.
        """
        number, name = 2, met
        while name in self.known and self.known[name] is not value:
            name, number = f"{met}_{number}", number + 1
        if name not in self.known:
            self.known[name] = value
            self.write(name, value, met, space)
        return name

    def write(self, name: str, value: Any, met: str = "", space: Mapping[str, Any] | None = None) -> None:
        """Put a definition of `name` there, with what it uses."""
        if isinstance(value, types.ModuleType):
            self.imports[MODULES.get(value, value.__name__)] = None
        elif isinstance(value, Primitive):
            forward = self.define(f"_{value.name}", value.forward)
            self.functions.append(f"{name} = {forward}\n{name}.forward = {name}\n")
        elif (path := _in_numpy(value)) is not None:
            self.values.append(f"{name} = {path}")
        elif isinstance(value, type) and issubclass(value, Exception):
            self.functions.append(REFUSAL.format(name=name))
        elif _source_of(value) is not None:
            self._function(name, value)
        elif isinstance(value, _NAMED) and str(value.__module__) in sys.modules:
            module = sys.modules[value.__module__]
            self.imports[MODULES.get(module, value.__module__)] = None
            self.values.append(f"{name} = {ALIASES.get(module, value.__module__)}.{value.__name__}")
        elif space is not None and (text := _assigned(met, space)) is not None:
            self.values.append(f"{name} = {self._with_needs(text, space, space)}")
        else:
            self.values.append(f"{name} = {_constant(value)}")

    def _function(self, name: str, value: Callable[..., Any]) -> None:
        inner = inspect.unwrap(value)
        if (value.__module__ or "").startswith("autodiff_lite.errors"):
            self.functions.append(REFUSAL.format(name=name))
            return
        text = _source_of(value)
        assert text is not None
        text = text.format(name=name) if text.startswith("{name}") else _renamed(text, name)
        cells = zip(inner.__code__.co_freevars, inner.__closure__ or (), strict=True)
        space = inner.__globals__
        used = {n: space[n] for n in _globals_of(inner.__code__) if n in space}
        used |= {n: cell.cell_contents for n, cell in cells}
        self.functions.append(self._with_needs(text, used, space) + "\n")

    def _with_needs(self, text: str, used: Mapping[str, Any], space: Mapping[str, Any]) -> str:
        """A text by the names under which what it uses is defined."""
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in used:
                node.id = self.define(node.id, used[node.id], space)
        return ast.unparse(tree)


def _in_numpy(value: Any) -> str | None:
    """The name under which NumPy has it."""
    for path, space in (("np", np), ("np.linalg", np.linalg)):
        if (name := getattr(value, "__name__", None)) and vars(space).get(name) is value:
            return f"{path}.{name}"
    return None


def _globals_of(code: types.CodeType) -> list[str]:
    """The global names that a function may use."""
    found = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found += _globals_of(constant)
    return found


def _source_of(value: Any) -> str | None:
    """A function's text; a lambda's as an assignment. None where it has none."""
    inner = inspect.unwrap(value) if callable(value) else value
    if not isinstance(inner, types.FunctionType):
        return None
    try:
        lines, _ = inspect.getsourcelines(inner)
    except (OSError, TypeError):
        return None
    if inner.__name__ != "<lambda>":
        return textwrap.dedent("".join(lines))
    found = _lambda_in(inner)
    return None if found is None else "{name} = " + found.replace("{", "{{").replace("}", "}}") + "\n"


def _assigned(name: str, space: Mapping[str, Any]) -> str | None:
    """What a module's own text assigns to a name."""
    file = space.get("__file__")
    for statement in _module_tree(file).body if isinstance(file, str) else []:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return ast.unparse(statement.value)  # type: ignore[attr-defined]  # it has one
    return None


@functools.cache
def _module_tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def _lambda_in(value: types.FunctionType) -> str | None:
    """The text of a lambda, found in its file by its line and the names in it."""
    code = value.__code__
    for node in ast.walk(_module_tree(code.co_filename)):
        if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno:
            text = ast.unparse(node)
            made = eval(text, {}).__code__
            if (made.co_names, made.co_varnames) == (code.co_names, code.co_varnames):
                return text
    return None


def _renamed(text: str, name: str) -> str:
    """A definition under another name, without annotations and decorators but lru_cache's."""
    tree = ast.parse(text)
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    definition.name = name
    definition.returns = None
    definition.decorator_list = []
    for argument in (*definition.args.args, *definition.args.kwonlyargs, *definition.args.posonlyargs):
        argument.annotation = None
    for starred in (definition.args.vararg, definition.args.kwarg):
        if starred is not None:
            starred.annotation = None
    if isinstance(definition.body[0], ast.Expr) and isinstance(definition.body[0].value, ast.Constant):
        definition.body = definition.body[1:] or [ast.Pass()]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
