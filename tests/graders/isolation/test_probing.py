"""What is said where a machine cannot isolate kernels."""

from __future__ import annotations

import platform
import shutil
import sys

import pytest

from graders.isolation import CannotIsolate, Sandbox, probe, probing
from graders.isolation.seccomp import for_kernel, for_sandbox
from graders.isolation.syscalls import NUMBERS, UnknownArchitecture, architecture


def test_without_bubblewrap_the_package_is_named_and_nothing_is_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = probe()
    assert not found.isolates
    assert "apt install bubblewrap" in str(found)
    with pytest.raises(CannotIsolate, match="apt install bubblewrap"):
        found.require()
    with pytest.raises(CannotIsolate, match="apt install bubblewrap"):
        Sandbox().start()


@pytest.mark.parametrize(("system", "words"), [("darwin", "macOS"), ("win32", "WSL 2")])
def test_another_system_than_linux_is_named(monkeypatch: pytest.MonkeyPatch, system: str, words: str):
    monkeypatch.setattr(sys, "platform", system)
    assert words in str(probe())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
    ],
)
def test_settings_of_linux_that_forbid_it_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path, name: str, value: str, words: str
):
    setting = tmp_path / name
    setting.parent.mkdir()
    setting.write_text(value + "\n")
    monkeypatch.setattr(probing, "SETTINGS", tmp_path)
    monkeypatch.setattr(probing.layout, "is_root", lambda: False)
    assert words in str(probe())


def test_an_old_linux_and_another_processor_are_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(platform, "release", lambda: "4.18.0-553.el8.x86_64")
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    said = str(probe())
    assert "5.14 or newer" in said
    assert "riscv64" in said


@pytest.mark.slow
def test_a_bubblewrap_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(probing.layout, "find_bubblewrap", lambda: str(broken))
    assert "No permissions to create new namespace" in str(probe())


@pytest.mark.slow
def test_a_package_that_is_missing_in_the_sandbox_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path):
    from graders.isolation import layout

    monkeypatch.setattr(layout, "_package_folders", lambda: [tmp_path])
    said = str(probe())
    assert not probe().isolates
    assert "graders" in said


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_filter_is_made_for_every_known_processor(monkeypatch: pytest.MonkeyPatch, machine: str):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    for program in (for_sandbox(), for_kernel(loopback=False), for_kernel(loopback=True)):
        assert len(program) % 8 == 0
        assert 100 < len(program) // 8 < 4096


def test_the_filter_for_kernels_refuses_more_than_that_for_the_sandbox():
    assert len(for_kernel(loopback=False)) > len(for_sandbox())


def test_an_unknown_processor_has_no_filter():
    with pytest.raises(UnknownArchitecture, match="sparc64"):
        architecture("sparc64")


def test_no_number_in_the_table_is_given_twice():
    for column in (0, 1):
        numbers = [pair[column] for pair in NUMBERS.values() if pair[column] is not None]
        assert len(numbers) == len(set(numbers))
