"""What the documents say can be followed: links lead somewhere, commands exist, examples run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from run_examples import FENCE
from tracked import ROOT, text_of, tracked

DOCUMENTS = tracked("*.md")
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
    for_students = ROOT / "graders" / "handout" / "templates"  # start.py lies in a student's folder
    there = {script for script in scripts if (for_students / f"{script}.txt").is_file()}
    assert [script for script in scripts if not (ROOT / script).is_file() and script not in there] == []


WITH_EXAMPLES = [
    path for path in DOCUMENTS if {"python", "pycon"} & dict(FENCE.findall(text_of(path))).keys()
]


@pytest.mark.parametrize("document", WITH_EXAMPLES, ids=named)
def test_python_examples_in_a_document_run_and_print_what_they_show(document: Path) -> None:
    command = [sys.executable, str(Path(__file__).with_name("run_examples.py")), str(document)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_wrong_example_in_a_document_is_found(tmp_path: Path) -> None:
    document = tmp_path / "wrong.md"
    document.write_text("```pycon\n>>> 1 + 1\n3\n\n```\n", encoding="utf-8")
    command = [sys.executable, str(Path(__file__).with_name("run_examples.py")), str(document)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "Expected:" in result.stdout


def test_these_tests_see_the_commands_in_prose_and_in_code() -> None:
    text = "Run `make demo`, then:\n\n```\nmake PYTHON=python3.12 test\ngraders grade 03\n```\n"
    assert commands(text, "make") == {"demo", "test"}
    assert commands(text, "graders") == {"grade"}
    assert anchors("# What it is, and why\n") == {"what-it-is-and-why"}
