"""What the documents say can be followed: links lead somewhere, commands exist, examples run."""

import doctest
import re
from pathlib import Path

import pytest
from tracked import ROOT, text_of, tracked

DOCUMENTS = tracked("*.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def named(path: Path) -> str:
    return path.as_posix()


def anchors(text: str) -> set[str]:
    """The names under which GitHub finds a document's headings."""
    prose = FENCE.sub("", text)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(prose)}


def commands(text: str, program: str) -> set[str]:
    """The words that follow a program's name in code: `make demo` gives demo."""
    code = [body for _, body in FENCE.findall(text)] + re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    return set(re.findall(rf"(?:^|\s|&& ){program} (?:[A-Z]+=\S+ )*([a-z][a-z-]*)", "\n".join(code)))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_inside_the_repository_lead_to_something(document: Path) -> None:
    text = text_of(document)
    dead = []
    for link in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / document.parent / path).resolve() if path else ROOT / document
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_make_command_that_a_document_names_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(Path("Makefile")), re.MULTILINE))
    assert commands(text_of(document), "make") - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_graders_command_that_a_document_names_exists(document: Path) -> None:
    from typer.main import get_command

    from graders.cli import app

    there = set(getattr(get_command(app), "commands", {}))
    assert commands(text_of(document), "graders") - there == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_script_that_a_document_names_exists(document: Path) -> None:
    scripts = re.findall(r"\bpython3? ([\w/.-]+\.py)", text_of(document))
    assert [script for script in scripts if not (ROOT / script).is_file()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_python_examples_in_a_document_run_and_print_what_they_show(document: Path) -> None:
    names: dict[str, object] = {}
    for language, body in FENCE.findall(text_of(document)):
        if language not in ("python", "pycon"):
            continue
        if ">>>" not in body:
            exec(compile(body, str(document), "exec"), names)
            continue
        test = doctest.DocTestParser().get_doctest(body, names, named(document), named(document), 0)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        report: list[str] = []
        runner.run(test, out=report.append, clear_globs=False)
        names.update(test.globs)
        assert runner.failures == 0, "".join(report)


def test_these_tests_see_the_commands_in_prose_and_in_code() -> None:
    text = "Run `make demo`, then:\n\n```\nmake PYTHON=python3.12 test\ngraders grade 03\n```\n"
    assert commands(text, "make") == {"demo", "test"}
    assert commands(text, "graders") == {"grade"}
    assert anchors("# What it is, and why\n") == {"what-it-is-and-why"}
