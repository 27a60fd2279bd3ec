"""What can be installed from a built package: the engine and the students' half of the autograder."""

import subprocess
import sys
import tarfile
import zipfile

import pytest
from tracked import ROOT, tracked

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The names of the files in the wheel and in the source package, built as a release would be."""
    folder = tmp_path_factory.mktemp("dist")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = set(archive.namelist())
    with tarfile.open(source) as archive:
        in_source = {name.partition("/")[2] for name in archive.getnames()}
    return {"wheel": in_wheel, "source": in_source}


@pytest.mark.parametrize("kind", ["wheel", "source"])
def test_no_package_holds_hidden_checks_or_solutions(packages: dict[str, set[str]], kind: str) -> None:
    names = packages[kind]
    assert [name for name in names if name.endswith(("/hidden.py", "/tests.py", ".ipynb"))] == []
    assert [name for name in names if name.startswith(("notebooks/", "examples/", "tests/"))] == []


@pytest.mark.parametrize("kind", ["wheel", "source"])
def test_a_package_holds_all_else_of_both_packages(packages: dict[str, set[str]], kind: str) -> None:
    ours = {
        path.as_posix()
        for package in ("autodiff_lite", "graders")
        for path in tracked()
        if path.parts[0] == package
    }
    assert ours - packages[kind] == set()
    assert ours
