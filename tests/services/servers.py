"""Real servers for the tests, of their own: a PostgreSQL server and a Dask cluster, ended with the tests."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import debian
import pytest

WAIT_SECONDS = 60.0


def started(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """A process that is told to end when this one has gone, however that came."""
    if setpriv := shutil.which("setpriv"):
        command = [setpriv, "--pdeathsig", "INT", *command]
    return subprocess.Popen(command, **{"stdin": subprocess.DEVNULL, **options})


def until(true: Any, what: str, seconds: float = WAIT_SECONDS) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"{what}: still waiting after {seconds:g} seconds")
        time.sleep(0.05)


class Postgres:
    """A server that can be reached through a socket in a folder that is nobody else's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._made = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._user = _unprivileged()
        if self._user:
            shutil.chown(folder, self._user, self._user)
        options = ("--auth=trust", "--username=graders", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        command = self._as_user([self._program("initdb"), f"--pgdata={self._data}", *options])
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    @staticmethod
    def _program(name: str) -> str:
        found = debian.find(name)
        if found is None:
            pytest.fail(
                "This test keeps a gradebook in PostgreSQL, which is not installed here. "
                "Install it: sudo apt-get install postgresql"
            )
        return str(Path(found).resolve())

    def _as_user(self, command: list[str]) -> list[str]:
        if not self._user:
            return command
        return ["setpriv", f"--reuid={self._user}", f"--regid={self._user}", "--clear-groups", *command]

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._folder), "fsync": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = self._as_user([self._program("postgres"), "-D", str(self._data), *options])
        # PostgreSQL's own children are not to hold the pipe of whoever reads the tests' output.
        self._process = started(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self._answers, "PostgreSQL starts")

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT in good order, SIGQUIT as a crash would."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(WAIT_SECONDS)
            self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"PostgreSQL ended with status {self._process.returncode}"
        try:
            self.run("SELECT 1")
        except Exception:
            return False
        return True

    def run(self, statement: str) -> list[Any]:
        """Run a statement in the server's own database."""
        import psycopg

        with psycopg.connect(
            host=str(self._folder), user="graders", dbname="postgres", autocommit=True
        ) as told:
            answer = told.execute(statement)  # type: ignore[call-overload]  # the tests' own words
            return answer.fetchall() if answer.description else []

    def database(self, copy_of: str | None = None) -> str:
        """The address of a new database, empty or a copy of another."""
        self._made += 1
        name = f"gradebook_{os.getpid()}_{self._made}"
        template = f" TEMPLATE {self.name_in(copy_of)}" if copy_of else ""
        self.run(f"CREATE DATABASE {name}{template}")
        return f"postgresql+psycopg://graders@/{name}?host={self._folder}"

    @staticmethod
    def name_in(address: str) -> str:
        """The name of the database in an address."""
        return address.partition("@/")[2].partition("?")[0]

    def cut(self, address: str) -> int:
        """End all connections to a database; gives how many there were."""
        name = self.name_in(address)
        return len(
            self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        )


def _unprivileged() -> str | None:
    """Whom the server runs as where we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextlib.contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A new server with nothing in it."""
    folder = Path(tempfile.mkdtemp(prefix="graders-postgresql-"))
    try:
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """A Dask scheduler and workers, each a process of its own, on this machine alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "scheduler.json"
        self._log = (folder / "log").open("ab")
        self.scheduler = self._dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.workers: list[subprocess.Popen[bytes]] = []

    def _dask(self, what: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        return started(
            [sys.executable, "-m", "dask", what, "--scheduler-file", str(self._file), *options],
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            cwd=self.folder,
            env={**os.environ, **environment},
        )

    @property
    def address(self) -> str:
        """Where the scheduler listens: tcp://..."""
        until(
            lambda: self._file.exists() and self._file.read_text().endswith("}"), "the Dask scheduler starts"
        )
        return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])

    def add_worker(self, threads: int = 2, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker; it has joined when `wait` has ended."""
        worker = self._dask(
            "worker",
            *("--host", "127.0.0.1", "--no-dashboard", "--no-nanny"),
            *("--nthreads", str(threads), "--local-directory", str(self.folder)),
            **environment,
        )
        self.workers.append(worker)
        return worker

    def wait(self) -> None:
        """Until all workers that live have joined, and those that do not have left."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            until(lambda: len(client.nthreads()) == len(self.living()), "the workers join")

    def living(self) -> list[subprocess.Popen[bytes]]:
        return [worker for worker in self.workers if worker.poll() is None]

    def stop(self) -> None:
        """End everything."""
        for process in [*self.living(), self.scheduler]:
            process.terminate()
        for process in [*self.workers, self.scheduler]:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._log.close()


@contextlib.contextmanager
def dask_cluster(workers: int) -> Iterator[Cluster]:
    """A new cluster with so many workers."""
    with tempfile.TemporaryDirectory(prefix="graders-dask-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(Path(folder))
        try:
            for _ in range(workers):
                cluster.add_worker()
            cluster.wait()
            yield cluster
        finally:
            cluster.stop()
