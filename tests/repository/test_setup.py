"""Setting up: what is told to a person when something is missing, and whose work is never touched."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import debian
import environment
import hand_out
import pytest
import start
from binder_link import badge, launch_link
from binder_link import main as print_binder_link


def test_an_old_python_is_told_which_one_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert start.main(["setup"]) == 1
    assert "This is Python 3.9; the project needs Python 3.11 or newer." in capsys.readouterr().err


def test_without_the_venv_module_a_person_is_told_what_to_install_and_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(environment.FOLDERS, "lessons", tmp_path / "env")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(debian, "can_install", lambda: False)
    with pytest.raises(environment.SetupProblem) as told:
        environment.ensure("lessons")
    version = "{}.{}".format(*sys.version_info[:2])
    assert f"sudo apt-get install python{version}-venv" in str(told.value)
    assert "needs them for that" in str(told.value)
    assert not (tmp_path / "env").exists()


def test_a_folder_that_is_no_environment_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    monkeypatch.setitem(environment.FOLDERS, "lessons", tmp_path)
    with pytest.raises(environment.SetupProblem, match="no Python environment"):
        environment.ensure("lessons")
    assert precious.read_text(encoding="utf-8") == "mine"


def test_missing_debian_packages_are_named_with_their_purpose_and_stop_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(debian, "can_install", lambda: False)
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("shutil.which", lambda name: "apt-get" if name == "apt-get" else None)
    debian.ensure(["bubblewrap", "chromium"])
    told = capsys.readouterr().out
    assert "sudo apt-get install bubblewrap chromium" in told
    assert "bubblewrap: a class is graded" in told
    assert "chromium: the tests open" in told


def test_a_second_set_up_starts_no_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(environment.FOLDERS, "lessons", tmp_path)
    python = environment.interpreter(tmp_path)
    python.parent.mkdir()
    python.touch()
    stamp = {"folder": str(tmp_path), "profile": "lessons", "pins": environment._digest("lessons")}
    (tmp_path / "installed.json").write_text(json.dumps(stamp), encoding="utf-8")

    def started(*_: object, **__: object) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr("subprocess.run", started)
    assert environment.ensure("lessons") == tmp_path


def test_an_environment_is_brought_up_to_date_when_a_pin_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = environment._digest("lessons")
    changed = tmp_path / "lessons.txt"
    changed.write_text(
        environment.PINS["lessons"].read_text(encoding="utf-8") + "six==1.17.0\n", encoding="utf-8"
    )
    monkeypatch.setitem(environment.PINS, "lessons", changed)
    assert environment._digest("lessons") != before


def test_a_students_folder_is_brought_up_to_date_when_the_package_in_it_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    older, newer = (
        tmp_path / "autodiff_lite-0.9.0-py3-none-any.whl",
        tmp_path / "autodiff_lite-0.10.0-py3-none-any.whl",
    )
    older.write_bytes(b"older")
    digests = [environment._digest("lessons")]
    older.write_bytes(b"changed")
    digests.append(environment._digest("lessons"))
    newer.write_bytes(b"newer")
    digests.append(environment._digest("lessons"))
    older.write_bytes(b"not looked at any more")
    assert len(set(digests)) == 3
    assert environment._digest("lessons") == digests[-1]


def test_a_persons_own_settings_do_not_send_packages_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_TARGET", "elsewhere")
    monkeypatch.setenv("PIP_TIMEOUT", "99")
    variables = environment.variables(tmp_path)
    assert "PIP_TARGET" not in variables
    assert variables["PIP_TIMEOUT"] == "99"
    assert variables["PATH"].startswith(str(environment.programs(tmp_path)))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    (folder / "03-gradients").mkdir(parents=True)
    (folder / "03-gradients" / "03-gradients.ipynb").write_text("first release", encoding="utf-8")
    return folder


def test_a_students_work_is_kept_when_a_lesson_is_released_again(release: Path, tmp_path: Path) -> None:
    lab, lesson = tmp_path / "lab", "03-gradients/03-gradients.ipynb"
    assert hand_out.hand_out(release, lab) == []
    (lab / lesson).write_text("my answer", encoding="utf-8")
    assert hand_out.hand_out(release, lab) == []
    (release / lesson).write_text("second release", encoding="utf-8")
    (told,) = hand_out.hand_out(release, lab)
    assert "yours is kept as it is" in told
    assert (lab / lesson).read_text(encoding="utf-8") == "my answer"
    assert (lab / "03-gradients/03-gradients.new.ipynb").read_text(encoding="utf-8") == "second release"


def test_an_untouched_lesson_is_replaced_by_its_new_release(release: Path, tmp_path: Path) -> None:
    lab, lesson = tmp_path / "lab", "03-gradients/03-gradients.ipynb"
    hand_out.hand_out(release, lab)
    (release / lesson).write_text("second release", encoding="utf-8")
    assert hand_out.hand_out(release, lab) == []
    assert (lab / lesson).read_text(encoding="utf-8") == "second release"


def test_work_that_was_there_before_the_first_hand_out_is_kept(release: Path, tmp_path: Path) -> None:
    lab, lesson = tmp_path / "lab", "03-gradients/03-gradients.ipynb"
    (lab / lesson).parent.mkdir(parents=True)
    (lab / lesson).write_text("my answer", encoding="utf-8")
    assert len(hand_out.hand_out(release, lab)) == 1
    assert (lab / lesson).read_text(encoding="utf-8") == "my answer"


def test_a_lesson_is_released_when_its_source_is_newer(release: Path, tmp_path: Path) -> None:
    source = tmp_path / "source" / "03-gradients"
    source.mkdir(parents=True)
    picture = source / "slope.svg"
    picture.write_text("<svg/>", encoding="utf-8")
    os.utime(picture, (1_000_000_000, 1_000_000_000))
    assert not hand_out.outdated(source, release / "03-gradients")
    os.utime(picture, (4_000_000_000, 4_000_000_000))
    assert hand_out.outdated(source, release / "03-gradients")
    assert hand_out.outdated(source, tmp_path / "nowhere")


def test_the_binder_link_opens_a_lesson_of_the_branch() -> None:
    link = launch_link("ada/lessons", "spring/week 1", "00-welcome")
    opened = "lab%2Ftree%2F00-welcome%2F00-welcome.ipynb"
    assert link == f"https://mybinder.org/v2/gh/ada/lessons/spring%2Fweek%201?urlpath={opened}"
    assert badge(link, "00-welcome").endswith(f"({link})")


def test_every_lesson_has_a_binder_link_and_a_badge_and_the_first_is_where_students_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert print_binder_link(["ada/lessons"]) == 0
    first, *others = capsys.readouterr().out.strip().split("\n\n")
    names = sorted(
        path.name for path in (environment.ROOT / "notebooks" / "source").iterdir() if path.is_dir()
    )
    assert [part.splitlines()[0] for part in others] == names
    assert first.endswith(others[0].splitlines()[1])
    assert all(f"({part.splitlines()[1]})" in part.splitlines()[2] for part in others)


@pytest.mark.parametrize(
    "repository", ["", "lessons", "https://github.com/ada/lessons", "ada/lessons/main", "ada/ lessons"]
)
def test_a_repository_that_is_not_owner_and_name_is_shown_how_to_write_it(
    repository: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_binder_link([repository]) == 2
    told = capsys.readouterr().err
    assert repr(repository) in told
    assert "owner/name" in told


@pytest.mark.parametrize(("hand_out_status", "opened"), [(0, True), (1, False)])
def test_jupyterlab_opens_on_the_students_folder_once_the_lessons_are_handed_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hand_out_status: int, opened: bool
) -> None:
    handed_out: list[list[str]] = []
    served: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        handed_out.append(command)
        return subprocess.CompletedProcess(command, hand_out_status)

    def serve(command: list[str], _: object) -> int:
        served.append(command)
        return 0

    (tmp_path / "00-welcome").mkdir()
    (tmp_path / "00-welcome" / "00-welcome.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(environment, "ensure", lambda profile: tmp_path)
    monkeypatch.setattr(start, "LAB", tmp_path)
    monkeypatch.setattr(start.subprocess, "run", run)
    monkeypatch.setattr(start, "run_until_stopped", serve)
    assert start.main(["lab", "--port", "8899"]) == hand_out_status
    assert handed_out[0][1].endswith("hand_out.py")
    assert len(served) == opened
    if opened:
        assert f"--ServerApp.root_dir={tmp_path}" in served[0]
        assert "--LabApp.default_url=/lab/tree/00-welcome/00-welcome.ipynb" in served[0]
        assert served[0][-2:] == ["--port", "8899"]


def test_the_lesson_that_was_worked_on_last_is_opened_and_before_that_the_first(tmp_path: Path) -> None:
    assert start.first_to_open(tmp_path) is None
    for name in ("00-welcome", "01-tensors", "02-graphs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / ".handed-out.json").write_text("{}", encoding="utf-8")
    assert start.first_to_open(tmp_path) == "00-welcome/00-welcome.ipynb"
    later = (tmp_path / ".handed-out.json").stat().st_mtime + 60
    os.utime(tmp_path / "01-tensors" / "01-tensors.ipynb", (later, later))
    assert start.first_to_open(tmp_path) == "01-tensors/01-tensors.ipynb"


@pytest.mark.slow
@pytest.mark.parametrize("sent", start.STOPPING)
def test_stopping_the_program_stops_the_server_that_it_started(sent: signal.Signals, tmp_path: Path) -> None:
    alive = tmp_path / "server"
    says_its_number = f"import os, pathlib; pathlib.Path({str(alive)!r}).write_text(str(os.getpid()))"
    server = f"{says_its_number}; import time; time.sleep(120)"
    code = "import sys, start; sys.exit(start.run_until_stopped([sys.executable, '-c', sys.argv[1]], None))"
    program = subprocess.Popen([sys.executable, "-c", code, server], cwd=environment.ROOT / "tools")
    try:
        limit = time.monotonic() + 60
        while not (alive.exists() and alive.read_text(encoding="utf-8")) and time.monotonic() < limit:
            time.sleep(0.05)
        program.send_signal(sent)
        assert program.wait(60) == 0
        with pytest.raises(ProcessLookupError):
            os.kill(int(alive.read_text(encoding="utf-8")), 0)
    finally:
        program.kill()
