"""Who sets a name: every binding form of Python, held against what Python itself does."""

from __future__ import annotations

import ast
import asyncio
import builtins
import symtable
import sys
import types
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graders.source.names import giving, last_setting, open_names, settings
from graders.source.nodes import own_nodes

FORMS = {
    "assignment": "x = 1",
    "chain": "x = y = 1",
    "unpacking": "x, (y, *z), [v] = 1, (2, 3, 4), [5]",
    "annotated": "x: int = 1",
    "annotation alone": "x: int",
    "augmented": "x = 1\nx += 1",
    "an item": "x = [1]\nx[0] = 2",
    "an attribute": "x = Thing()\nx.y = 2",
    "walrus": "(x := 1)",
    "walrus in a condition": "if (x := 1) > 0:\n    y = x",
    "walrus in a comprehension": "y = [x := v for v in (1, 2)]",
    "walrus in a comprehension of a comprehension": "y = [[x := w for w in v] for v in [[1]]]",
    "walrus in a lambda": "f = lambda: (x := 1)\nf()",
    "walrus in a default": "def f(a=(x := 1)): pass",
    "walrus in a default of a lambda": "f = lambda a=(x := 1): a",
    "walrus in a decorator": "@(x := same)\ndef f(): pass",
    "walrus in an f-string": "y = f'{(x := 1)}'",
    "walrus in a call": "same(x := 1)",
    "for": "for x in range(3):\n    y = x",
    "for with unpacking": "for x, (y, z) in [(1, (2, 3))]: pass",
    "for into an item": "x = [0]\nfor x[0] in range(2): pass",
    "for with else": "for x in (1,): pass\nelse:\n    y = 1",
    "while": "while True:\n    x = 1\n    break",
    "while with else": "while False: pass\nelse:\n    x = 1",
    "if and else": "if True:\n    x = 1\nelif x:\n    x = 3\nelse:\n    x = 2",
    "with": "with opened(1) as x:\n    y = x",
    "with several": "with opened(1) as x, opened((2, 3)) as (y, z): pass",
    "with without a name": "with opened(1): pass",
    "import": "import math",
    "import of a part": "import os.path",
    "import as": "import os.path as x",
    "import from": "from math import pi, tau as x",
    "try": "try:\n    x = 1\nexcept ValueError:\n    x = 2\nelse:\n    y = 1\nfinally:\n    z = 1",
    "except as": "try:\n    1 / 0\nexcept ZeroDivisionError as x:\n    y = str(x)",
    "except as, set in the handler": "try:\n    1 / 0\nexcept ZeroDivisionError as x:\n    x = 2",
    "except groups": "try:\n    raise ExceptionGroup('', [OSError()])\nexcept* OSError as x:\n    y = 1",
    "match a name": "match 3:\n    case x:\n        y = x",
    "match a sequence": "match [1, 2, 3]:\n    case [x, *y]: pass",
    "match a mapping": "match {'a': 1, 'b': 2}:\n    case {'a': x, **y}: pass",
    "match with as and or": "match 3:\n    case (1 | 3) as x: pass",
    "match a class": "match 3:\n    case int(x) if (y := x): pass",
    "match a value": "import math\nmatch math.pi:\n    case math.pi: x = 1",
    "match anything": "match 3:\n    case _: pass",
    "def": "def f(a, /, b=1, *c, d=2, **e):\n    x = a\n    return x",
    "decorated": "@same\ndef f(): pass\n@same\nclass C: pass",
    "async def": "async def f():\n    x = 1",
    "await": "import asyncio\nx = await asyncio.sleep(0, 1)",
    "async for and with": "async for x in numbers():\n    y = x\nasync with opened(1) as z: pass",
    "async comprehension": "x = [v async for v in numbers()]",
    "class": "class C:\n    x = 1\n    def m(self):\n        y = 2",
    "class with global": "class C:\n    global x\n    x = 1",
    "lambda": "f = lambda x: x",
    "comprehensions": "a = [x for x in ()], {y for y in ()}\nb = {z: v for z, v in ()}, (w for w in ())",
    "nested comprehension": "x = [y for z in ((1,),) for y in z if y]",
    "delete": "x = y = 1\ndel x",
    "delete several": "x = y = z = 1\ndel (x, [y])",
    "delete an item": "x = [1]\ndel x[0]",
    "delete and set": "x = 1\ndel x\nx = 2",
    "global": "def f():\n    global x, y\n    x = 1\n    y, z = 2, 3\nf()",
    "global in other forms": "def f():\n    global x, y\n    import math as x\n    def y(): pass\nf()",
    "global, two deep": "def f():\n    def g():\n        global x\n        x = 1\n    g()\nf()",
    "global in a method": "class C:\n    def m(self):\n        global x\n        x = 1\nC().m()",
    "global, one deep": "x = 0\ndef f():\n    global x\n    def g():\n        x = 1\n    g()\nf()",
    "nonlocal": "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    g()\nf()",
    "global in a comprehension": "def f():\n    global x\n    return [x := v for v in (1,)]\nf()",
    "global at the outermost level": "global x\nx = 1",
    "function of a local of that name": "def f():\n    slope = 1\n    return slope\nx = f()",
    "parameters": "def f(x, *y, **z): pass\nf(1)",
    "star expression": "x = [*(1, 2)]",
    "future": "from __future__ import annotations\nx: y = 1",
    "type parameters": "def f[T](a: T) -> T: return a\nclass C[U]: pass",
    "type": "type x = list[y]",
}
NEWER = {"type parameters": (3, 12), "type": (3, 12)}


def run(text: str) -> set[str]:
    """The names that Python sets when it runs a text."""

    class Opened:
        def __init__(self, value: object) -> None:
            self.value = value

        def __enter__(self) -> object:
            return self.value

        def __exit__(self, *problem: object) -> None:
            return

        async def __aenter__(self) -> object:
            return self.value

        async def __aexit__(self, *problem: object) -> None:
            return

    async def numbers() -> AsyncIterator[int]:
        yield 1

    given = {
        "same": lambda thing: thing,
        "opened": Opened,
        "numbers": numbers,
        "Thing": type("Thing", (), {}),
    }
    names: dict[str, object] = {**given, "__builtins__": builtins}
    code = compile(text, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    running = types.FunctionType(code, names)()
    if running is not None:
        asyncio.run(running)
    return (
        names.keys()
        - given.keys()
        - {"__builtins__", "__annotations__", "__annotate__", "__conditional_annotations__"}
    )


@pytest.mark.parametrize("form", FORMS)
def test_the_names_that_a_text_sets_are_those_that_python_sets(form: str) -> None:
    if sys.version_info < NEWER.get(form, (3, 11)):
        pytest.skip("this Python does not have it yet")
    text = FORMS[form]
    assert {found.name for found in settings(ast.parse(text).body)} == run(text)


LIBRARY = (
    "argparse",
    "ast",
    "contextlib",
    "dataclasses",
    "enum",
    "functools",
    "inspect",
    "tarfile",
    "typing",
)


@pytest.mark.parametrize("name", LIBRARY)
def test_whole_modules_of_pythons_library_are_read_as_its_compiler_reads_them(name: str) -> None:
    text = Path(ast.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    own, read = by_the_compiler(symtable.symtable(text, name, "exec"))
    body = ast.parse(text).body
    # From Python 3.12 on the compiler counts a comprehension's names among those of the module.
    inner = {
        name
        for node in own_nodes(body)
        if isinstance(node, ast.comprehension)
        for name in stored(node.target)
    }
    found = {setting.name for setting in settings(body)}
    assert found - inner == own - names_that_are_deleted(body) - inner
    assert open_names(body) - own == read - own - {"__class__"}


def by_the_compiler(table: symtable.SymbolTable) -> tuple[set[str], set[str]]:
    """The names that a module sets, and those that it and its functions read."""
    own: set[str] = set()
    read: set[str] = set()
    waiting = [table]
    while waiting:
        inner = waiting.pop()
        for symbol in inner.get_symbols():
            if inner is table or symbol.is_global():
                own |= {symbol.get_name()} if symbol.is_assigned() or symbol.is_imported() else set()
                read |= {symbol.get_name()} if symbol.is_referenced() else set()
        waiting += inner.get_children()
    return own, read


def stored(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def names_that_are_deleted(body: list[ast.stmt]) -> set[str]:
    names = [
        node.id for node in own_nodes(body) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)
    ]
    handled = [node.name for node in own_nodes(body) if isinstance(node, ast.ExceptHandler) and node.name]
    return {*names, *handled}


def last(text: str, name: str = "x") -> str:
    setting = last_setting(ast.parse(text).body, name)
    assert setting is not None
    return ast.unparse(setting.value) if setting.value else ast.unparse(setting.statement)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x = 1\nx = 2", "2"),
        ("x: float = 2", "2"),
        ("y = x = f(2)", "f(2)"),
        ("x, y = 1, 2", "1"),
        ("y, (z, x) = 1, (2, 3)", "3"),
        ("[x] = f()", "f()[0]"),
        ("y, *z, x = f()", "f()[-1]"),
        ("y, *z, x = 1, 2, 3, 4", "4"),
        ("y, z, *x = 1, 2, 3, 4", "y, z, *x = (1, 2, 3, 4)"),
        ("x += 2", "x + 2"),
        ("y = (x := 3) + 1", "3"),
        ("x = 1\ndef f():\n    x = 2\nf()", "1"),
        ("x = 1\nclass C:\n    x = 2", "1"),
        ("x = 1\ny = [x for x in (2, 3)]", "1"),
        ("x = 1\ndef f():\n    global x\n    x = 2", "1"),
        ("x = 1\ndel x\nx = 3", "3"),
        ("if a:\n    x = 1\nelse:\n    x = 2", "2"),
    ],
)
def test_the_last_setting_and_its_value_are_found(text: str, value: str) -> None:
    assert last(text) == value


def test_a_helper_that_sets_a_global_name_counts_where_it_is_used() -> None:
    helper = "def f():\n    global x\n    x = 2\n"
    assert last(f"{helper}x = 1\nf()").startswith("x = 2")
    assert last(f"{helper}f()\nx = 1") == "1"
    (late,) = settings(ast.parse(helper).body, "x")
    assert late.late


def test_a_value_is_followed_back_as_long_as_it_builds_on_the_one_before() -> None:
    text = "x = [1]\nx = []\nx.append(2)\nx[0] += 3\ny = x\nx = x + [4]"
    found = [ast.unparse(setting.statement) for setting in giving(ast.parse(text).body, "x")]
    assert found == ["x = []", "x.append(2)", "x[0] += 3", "x = x + [4]"]


def test_the_statements_around_a_setting_are_known() -> None:
    text = "for i in a:\n    with t as g:\n        x = i"
    (setting,) = settings(ast.parse(text).body, "x")
    assert [type(around).__name__ for around in setting.around] == ["For", "With"]
    assert setting.outermost is setting.around[0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = x + 1", "x"),
        ("x = 1\ny = x + z", "z"),
        ("def f(a, *b, c=d, **e):\n    g = a\n    return g + h + b + c + e", "d h"),
        ("def f(): return later\nlater = 1", ""),
        ("y = [a * b for a in c for b in a if b > limit]", "c limit"),
        ("f = lambda a, b=c: a + b + d", "c d"),
        ("class C(Base):\n    a = b\n    c = a\n    def m(self): return a", "Base a b"),
        ("with ad.GradientTape() as tape:\n    y = f(x)", "ad f x"),
        ("try:\n    a\nexcept E as problem:\n    print(problem)", "E a print"),
        ("x[i] = y\nx.a = z", "i x y z"),
        ("global x\nx = 1", ""),
        ("f'{a:{b}}'", "a b"),
    ],
)
def test_what_a_text_reads_from_outside_is_known(text: str, names: str) -> None:
    assert sorted(open_names(ast.parse(text).body)) == names.split()
