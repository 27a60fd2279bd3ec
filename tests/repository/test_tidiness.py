"""The repository speaks of the product alone: no machine's paths, no registry's address, nothing large."""

import re
from pathlib import Path

import pytest
from tracked import ROOT, text_of, tracked

# Written in pieces, so that this file does not name what it forbids.
MACHINE_PATH = re.compile("/" + r"(?:work|root|tmp|Users)/[A-Za-z0-9_.-]" + "|/" + r"home/(?!jovyan)[a-z]")
REGISTRY = re.compile(
    "|".join(
        [
            "pypi" + r"\.org/simple",
            "--(extra-)?index" + "-url",
            "files" + r"\.pythonhosted",
            "file:/" + "//",
        ]
    )
)
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[0-9][A-Za-z0-9.!+_-]*( ; [^/:@]+)?")
KIBIBYTE = 1024


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    found = lines_matching(MACHINE_PATH)
    # A sandbox's own small disk has a path, the same on every machine.
    assert [line for line in found if not line.startswith("graders/isolation/")] == []


def test_no_tracked_file_holds_the_address_of_a_package_registry() -> None:
    assert lines_matching(REGISTRY) == []


def test_no_tracked_file_is_larger_than_a_mebibyte() -> None:
    sizes = {path: (ROOT / path).stat().st_size for path in tracked()}
    assert {path: size for path, size in sizes.items() if size > KIBIBYTE * KIBIBYTE} == {}


@pytest.mark.parametrize("file", tracked("requirements/*.txt"), ids=lambda path: path.name)
def test_pins_are_plain_names_and_versions(file: Path) -> None:
    lines = text_of(file).splitlines()
    assert lines
    assert [line for line in lines if not PIN.fullmatch(line)] == []


def pins_of(file: Path) -> list[tuple[str, str]]:
    found = (line.partition(" ")[0].partition("==") for line in text_of(file).splitlines())
    return [(name, version) for name, _, version in found]


@pytest.mark.parametrize("file", tracked("requirements/*.txt"), ids=lambda path: path.name)
def test_a_package_is_pinned_once_and_alike_in_every_file(file: Path) -> None:
    pins = pins_of(file)
    lessons = dict(pins_of(Path("requirements/lessons.txt")))
    assert len(dict(pins)) == len(pins)
    assert {name: version for name, version in pins if lessons.get(name, version) != version} == {}


def test_this_tests_patterns_find_what_they_forbid() -> None:
    assert MACHINE_PATH.search("cd /" + "work/main")
    assert MACHINE_PATH.search("/" + "home/ada/notes")
    assert REGISTRY.search("--index" + "-url somewhere")
    assert not PIN.fullmatch("numpy>=2")
    assert not PIN.fullmatch("numpy @ file://" + "x")
