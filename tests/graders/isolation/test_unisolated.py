"""Kernels without walls are those of a grader as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from graders.grading.unisolated import OpenHouse

from .cells import printed, run_cells

pytestmark = pytest.mark.slow


def test_the_settings_of_whoever_grades_do_not_reach_a_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    profile = tmp_path / "profile_default"
    profile.mkdir()
    settings = ["c.InteractiveShellApp.exec_lines = ['planted = 1']"]
    settings.append("c.InteractiveShell.ast_node_interactivity = 'all'")
    (profile / "ipython_config.py").write_text("\n".join(settings), encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    house = OpenHouse()
    try:
        with house.kernel({"data.txt": b"data"}) as kernel, kernel.client() as client:
            told = run_cells(client, ["1\n2", "print('planted' in globals(), open('data.txt').read())"])
        assert sum(kind == "execute_result" for kind, _ in told[0]) == 1
        assert printed(told[1]) == "False data\n"
    finally:
        house.close()
