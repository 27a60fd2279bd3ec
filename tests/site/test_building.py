"""What stops the build of the site, and where its parts come from."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
import site_parts
from course_site import links, sources
from course_site.execution import run
from course_site.lessons import as_ascii
from course_site.lists import api
from course_site.lite import KERNEL, stays_at_home
from course_site.parts import PYODIDE, Part, Parts
from course_site.problem import SiteProblem
from docutils import nodes
from docutils.core import publish_doctree
from sphinx.ext.napoleon import GoogleDocstring

import autodiff_lite

from .serving import served

CONTENT = b"a wheel"
PART = Part("some.whl", hashlib.sha256(CONTENT).hexdigest(), PYODIDE, "some", "1.0")
CARRIER = {"package": "no-such-package-here", "version": "0", "python": "3.12", "folder": ""}


@pytest.fixture
def parts() -> Parts:
    return Parts("314.0.3", {}, CARRIER, (PART,), ())


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "RELEASE", "http://127.0.0.1:9/{version}/{file}")
    monkeypatch.setenv("PIP_NO_INDEX", "1")


def test_the_list_of_parts_names_the_versions_that_are_pinned(root: Path) -> None:
    parts = Parts.read(root / "site" / "parts.json")
    pinned = dict(line.partition(" ")[0].split("==") for line in (root / "requirements/site.txt").open())
    of_pypi = {part.package: part.version for part in parts.packages if part.origin != PYODIDE}
    assert len(of_pypi) > 10
    assert of_pypi == {name: (pinned | site_parts.VERSIONS)[name].strip() for name in of_pypi}


def test_files_come_from_a_folder_and_then_from_what_was_kept(
    parts: Parts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / PART.file).write_bytes(CONTENT)
    found = sources.fetch(parts, tmp_path / "kept", tmp_path / "given")
    assert found[PART.file].read_bytes() == CONTENT
    assert "1 files from the folder" in capsys.readouterr().out
    sources.fetch(parts, tmp_path / "kept")
    assert "fetched before" in capsys.readouterr().out


def test_a_given_file_with_another_hash_stops_the_build_and_is_not_kept(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / PART.file).write_bytes(b"another wheel")
    with pytest.raises(SiteProblem, match=r"some\.whl there is not the file .*: its hash differs"):
        sources.fetch(parts, tmp_path / "kept", tmp_path)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_kept_file_that_was_altered_is_fetched_anew(parts: Parts, tmp_path: Path) -> None:
    for folder, content in (("given", CONTENT), ("kept", b"altered")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / PART.file).write_bytes(content)
    assert sources.fetch(parts, tmp_path / "kept", tmp_path / "given")[PART.file].read_bytes() == CONTENT


@pytest.mark.parametrize(("content", "good"), [(CONTENT, True), (b"tampered", False)])
def test_what_the_public_release_gives_is_checked(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, good: bool
) -> None:
    (tmp_path / "v314.0.3").mkdir()
    (tmp_path / "v314.0.3" / PART.file).write_bytes(content)
    with served(tmp_path) as address:
        monkeypatch.setattr(sources, "RELEASE", address + "/v{version}/{file}")
        if good:
            assert sources.fetch(parts, tmp_path / "kept", only="release")[PART.file].read_bytes() == CONTENT
        else:
            with pytest.raises(SiteProblem, match=r"public release: some\.whl there is not the file"):
                sources.fetch(parts, tmp_path / "kept", only="release")


@pytest.mark.usefixtures("no_network")
def test_where_no_source_answers_every_one_is_named_and_what_to_do(parts: Parts, tmp_path: Path) -> None:
    with pytest.raises(SiteProblem) as caught:
        sources.fetch(parts, tmp_path / "kept")
    said = str(caught.value)
    for words in ("no site was built", "public release", "no-such-package-here", "--pyodide FOLDER"):
        assert words in said


def test_a_broken_list_of_parts_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "parts.json"
    for text in ("", "[]", '{"pyodide": "1"}'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SiteProblem, match=r"site_parts\.py"):
            Parts.read(file)


def test_a_site_that_would_ask_another_server_for_python_is_not_built(tmp_path: Path) -> None:
    good = {"pyodideUrl": "./static/pyodide/pyodide.mjs", "disablePyPIFallback": True}
    far = {**good, "pyodideUrl": "https://far.example/pyodide.mjs"}
    for kernel in (good, far, {"pyodideUrl": "./a"}, {}):
        config = {"jupyter-config-data": {"litePluginSettings": {KERNEL: kernel}}}
        (tmp_path / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")
        if kernel is good:
            stays_at_home(tmp_path)
        else:
            with pytest.raises(SiteProblem, match="another server"):
                stays_at_home(tmp_path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('<a href="gone.html">', "index.html leads to gone.html"),
        ('<a href="#gone">', "leads to #gone"),
        ('<a href="../outside.html">', "outside.html, which is not there"),
        ('<img src="gone.png">', "fetches gone.png"),
        ('<script src="https://far.example/a.js"></script>', "fetches https://far.example/a.js"),
        ('<link rel="stylesheet" href="//far.example/a.css">', "fetches //far.example/a.css"),
    ],
)
def test_a_page_with_a_broken_link_or_a_foreign_file_stops_the_build(
    tmp_path: Path, line: str, words: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "outside.html").write_text("<p>", encoding="utf-8")
    page = site / "index.html"
    page.write_text('<p id="here"><a href="#here">x</a><a href="https://far.example">y</a>', encoding="utf-8")
    assert links.check(site) == 2
    page.write_text(line, encoding="utf-8")
    with pytest.raises(SiteProblem, match="so the site was not built") as caught:
        links.check(site)
    assert words in str(caught.value)


def test_a_figure_is_written_in_ascii_and_means_the_same(tmp_path: Path) -> None:
    figure = tmp_path / "a.svg"
    figure.write_text("<svg><text>∂y → 2·x</text></svg>", encoding="utf-8")
    as_ascii(figure)
    assert figure.read_bytes() == b"<svg><text>&#8706;y &#8594; 2&#183;x</text></svg>"


@pytest.mark.slow
def test_a_lesson_that_does_not_run_stops_the_build_with_its_error(tmp_path: Path) -> None:
    lesson = tmp_path / "04-broken"
    lesson.mkdir()
    cells = [nbformat.v4.new_code_cell("1 / 0")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), lesson / "04-broken.ipynb")
    with pytest.raises(SiteProblem, match=r"04-broken does not run as it is released.*division by zero"):
        run(lesson)


def test_a_class_that_stands_in_two_modules_is_described_once() -> None:
    """Described twice, it is a warning, and warnings stop the build."""
    page = api()
    classes = re.findall(r"autoclass:: (\S+)", page)
    assert len(classes) == len({re.sub(r".*\.", "", path) for path in classes}) > 20
    assert "``DType`` is :class:`autodiff_lite.DType`." in page


def public(module: ModuleType, path: str = "ad") -> Iterator[tuple[str, str]]:
    """Every name of the engine, and what its docstring says."""
    for name in sorted(module.__all__):
        thing = getattr(module, name)
        if isinstance(thing, ModuleType):
            yield from public(thing, f"{path}.{name}")
            continue
        yield f"{path}.{name}", inspect.getdoc(thing) or ""
        if isinstance(thing, type):
            for method, member in vars(thing).items():
                if not method.startswith("_") and inspect.getdoc(member):
                    yield f"{path}.{name}.{method}", inspect.getdoc(member) or ""


def test_no_docstring_has_signs_that_the_pages_take_for_links() -> None:
    """Such as |x|, which means a substitution there; it would lead to a place that is not on the page."""
    texts = dict(public(autodiff_lite))
    assert len(texts) > 300
    quiet = {"report_level": 5, "halt_level": 5}
    read = {
        name: publish_doctree(str(GoogleDocstring(text)), settings_overrides=quiet)
        for name, text in texts.items()
    }
    assert [name for name, tree in read.items() if list(tree.findall(nodes.problematic))] == []
