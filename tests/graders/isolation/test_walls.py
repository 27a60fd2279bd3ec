"""What a student's kernel can see and reach."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from graders.questions.folder import HIDDEN, PREFIX, QUESTIONS, Folder, load

from .conftest import Run, is_well, run_in

pytestmark = pytest.mark.slow


def test_a_kernel_runs_cells_and_keeps_names_between_them(run: Run):
    assert run("a = 20").printed == ""
    assert run("print(a + 1)").printed == "21\n"


def test_files_of_the_host_are_not_there(run: Run, tmp_path: Path, root: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    places = [secret, root / "pyproject.toml", root / "tests", root / "notebooks", root / ".git"]
    places += [
        Path("/etc/passwd"),
        Path("/etc/shadow"),
        Path("/home"),
        Path("/var"),
        Path.home() / ".bashrc",
        Path("/sys"),
    ]
    there = run(f"import os\nprint([path for path in {list(map(str, places))} if os.path.lexists(path)])")
    assert there.printed == "[]\n"


def test_hidden_checks_are_not_there_by_path_or_by_import(run: Run, root: Path):
    folder = Folder.read(root / "notebooks" / "source" / "03-gradients", hidden=True)
    assert load(folder), "the grader itself has them"
    assert HIDDEN in folder.modules, "there is something to hide"
    places = [folder.where, folder.file(HIDDEN), folder.file(QUESTIONS)]
    assert run(f"import os\nprint([path for path in {places} if os.path.lexists(path)])").printed == "[]\n"
    found = run(f"""
import graders, pathlib, sys
inside = pathlib.Path(graders.__path__[0]).rglob("*.py")
print([path for path in inside if path.name in {[HIDDEN, QUESTIONS]}])
print([name for name in sys.modules if name.startswith({PREFIX!r})])
""")
    assert found.printed == "[]\n[]\n"
    assert run(f"import {folder.package}.hidden").error == "ModuleNotFoundError"


def test_what_is_not_the_kernels_own_cannot_be_written(run: Run):
    tried = """
import os, sys, graders
def refused(path):
    try:
        open(path, "w").close()
    except OSError:
        return True
places = ["/x", "/usr/x", "/dev/x", "/etc/x", "/proc/x"]
places += [sys.prefix + "/x", sys.base_prefix + "/x", graders.__file__]
print(all(map(refused, places)))
"""
    assert run(tried).printed == "True\n"


def test_the_environment_of_the_grader_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch):
    assert "SHLVL" in os.environ or "PATH" in os.environ
    names = run("import os\nprint(*sorted(os.environ))").printed.split()
    allowed = {"HOME", "PATH", "LANG", "USER", "LOGNAME", "PWD", "TMPDIR", "TERM", "PAGER", "GIT_PAGER"}
    others = [name for name in names if name not in allowed]
    assert all(
        name.startswith(
            ("PYTHON", "MPL", "OMP_", "OPENBLAS_", "MALLOC_", "IPYTHON", "CLICOLOR", "FORCE_COLOR")
        )
        for name in others
    ), others
    assert run("print(os.environ['USER'])").printed == "student\n"


def test_only_settings_of_nbgrader_are_passed_on(sandbox):
    given = {"NBGRADER_EXECUTION": "autograde", "SECRET_TOKEN": "x"}
    with sandbox.kernel(environment=given) as kernel, kernel.client() as client:
        told = run_in(
            client, "import os\nprint(os.environ.get('NBGRADER_EXECUTION'), os.environ.get('SECRET_TOKEN'))"
        )
    assert told.printed == "autograde None\n"


def test_processes_of_others_are_not_there(run: Run, other):
    assert is_well(other)
    assert run("import os\nprint(os.getpid(), os.getppid(), os.listdir('/proc'))").printed == "1 0 []\n"


@pytest.mark.parametrize("kind", ["user", "pid", "mnt", "ipc", "net", "uts"])
def test_each_kernel_has_namespaces_of_its_own(client, other, kind: str):
    pids = [client.kernel.pid, other.kernel.pid, os.getpid()]
    assert len({str(Path(f"/proc/{pid}/ns/{kind}").readlink()) for pid in pids}) == 3


def test_killing_everything_visible_harms_nobody_else(sandbox, run: Run, other):
    warm = sandbox.start().pid
    run("import os, signal\nos.kill(-1, signal.SIGKILL)\nos.killpg(0, signal.SIGTERM)")
    run("os.kill(os.getppid() or 1, signal.SIGKILL)\nos.kill(1, signal.SIGKILL)")
    assert is_well(other)
    assert sandbox.start().pid == warm


def test_the_sockets_and_files_of_others_are_not_there(sandbox, run: Run, other):
    run_in(other, "open('mine.txt', 'w').write('mine'); open('/dev/shm/mine', 'w').write('mine')")
    seen = "import os\nprint([names for _, _, names in os.walk('/scratch')], os.listdir('/dev/shm'))"
    listing = run(seen).printed
    assert "mine" not in listing
    folder = str(Path(other.kernel.connection_info["ip"]).parent)
    assert run(f"print(os.path.exists({folder!r}))").printed == "False\n"


def test_no_open_file_leads_out_of_the_kernel(run: Run):
    """Beyond the kernel's own sockets there is nothing that was open in the warm process or the grader."""
    listed = run(
        """
import os, socket, stat
def what(fd):
    mode = os.fstat(fd).st_mode
    if stat.S_ISSOCK(mode):
        made = socket.socket(fileno=os.dup(fd))
        name = made.getsockname()
        listens = made.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        return "listening" if listens else "connected" if name else "pair"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"
kinds = []
for fd in range(256):
    try:
        kinds.append(what(fd))
    except OSError:
        pass
print(kinds.count("listening"), kinds.count("folder"), kinds.count("file"))
"""
    )
    # Five channels and the one on which forked processes print; nothing on a disk is open.
    assert listed.printed == "6 0 0\n"


def test_a_server_on_the_host_cannot_be_reached(run: Run):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        tried = run(f"import socket\nsocket.create_connection(('127.0.0.1', {port}), timeout=2)")
        assert tried.error == "OSError"
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_abstract_socket_of_the_host_or_of_others_cannot_be_reached(run: Run, other):
    name = f"\0graders-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        assert (
            run(f"import socket\nsocket.socket(socket.AF_UNIX).connect({name!r})").error
            == "ConnectionRefusedError"
        )
    run_in(other, "import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0theirs')\ns.listen()")
    assert run("socket.socket(socket.AF_UNIX).connect('\\0theirs')").error == "ConnectionRefusedError"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
def test_other_kinds_of_sockets_cannot_be_made(run: Run, family: str):
    assert run(f"import socket\nsocket.socket(socket.{family}, socket.SOCK_DGRAM)").error == "OSError"


def test_with_loopback_a_kernel_reaches_itself_and_nobody_else(sandbox):
    from dataclasses import replace

    code = """
import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), timeout=5)
print("self")
"""
    with sandbox.kernel(limits=replace(sandbox.limits, loopback=True)) as kernel, kernel.client() as client:
        assert run_in(client, code).printed == "self\n"
        with socket.create_server(("127.0.0.1", 0)) as server:
            tried = f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), timeout=2)"
            assert run_in(client, tried).error == "ConnectionRefusedError"


CALL = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
result = libc.{call}
print(result, os.strerror(ctypes.get_errno()))
"""


@pytest.mark.parametrize(
    "call",
    [
        "mount(b'none', b'/scratch', b'tmpfs', 0, None)",
        "umount2(b'/proc', 2)",
        "unshare(0x10000000)",
        "unshare(0x00020000)",
        "setns(0, 0)",
        "chroot(b'/scratch')",
        "ptrace(0, 0, 0, 0)",
        "sethostname(b'x', 1)",
        "memfd_create(b'x', 0)",
        "shmget(0, 4096, 0o1600)",
        "syscall(321, 0, 0, 0)",
        "syscall(298, 0, 0, -1, -1, 0)",
        "syscall(323, 0)",
        "syscall(425, 1, 0)",
        "syscall(250, 0, 0, 0, 0, 0)",
        "syscall(310, 1, 0, 0, 0, 0, 0)",
        "syscall(56, 0x10000011, 0, 0, 0, 0)",
    ],
)
def test_a_call_that_could_lead_out_is_refused(run: Run, call: str):
    assert os.uname().machine == "x86_64" or "syscall" not in call, "the numbers are those of x86-64"
    assert run(CALL.format(call=call)).printed == "-1 Operation not permitted\n"


def test_the_kernel_holds_no_right_and_can_gain_none(run: Run):
    asked = run(
        """
import ctypes, os
libc = ctypes.CDLL(None)
header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
libc.capget(header, data)
print(list(data), libc.prctl(39, 0, 0, 0, 0), libc.prctl(21, 0, 0, 0, 0), os.getuid() != 0)
"""
    )
    # No capability; no new privileges; filtered; and not root.
    assert asked.printed == "[0, 0, 0, 0, 0, 0] 1 2 True\n"


def test_as_seen_from_the_host_the_kernel_is_nobody_when_the_grader_is_root(client):
    lines = Path(f"/proc/{client.kernel.pid}/status").read_text().splitlines()
    uids = next(line for line in lines if line.startswith("Uid:")).split()[1:]
    expected = 65534 if os.geteuid() == 0 else os.geteuid()
    assert set(uids) == {str(expected)}


def test_programs_that_a_lesson_calls_still_run(run: Run):
    if subprocess.run(["ls", "/"], capture_output=True, check=False).returncode:
        pytest.fail("the host has no ls to compare with")
    assert (
        "usr"
        in run(
            "import subprocess\nprint(subprocess.run(['ls', '/'], capture_output=True, text=True).stdout)"
        ).printed
    )


def test_threads_processes_and_pools_work_within_the_limits(run: Run):
    code = """
import multiprocessing, concurrent.futures
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(abs, range(-3, 1))))
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(sum(pool.map(abs, range(-3, 1))))
"""
    assert run(code).printed == "6\n6\n"


def test_random_numbers_differ_between_kernels(run: Run, other):
    code = "import random, numpy, uuid\nprint(random.random(), numpy.random.rand(), uuid.uuid4())"
    mine, theirs = run(code).printed.split(), run_in(other, code).printed.split()
    assert all(a != b for a, b in zip(mine, theirs, strict=True))
