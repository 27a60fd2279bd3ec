"""A program that forks the command `graders` for each request, having imported once what that needs."""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any

IMPORTS = (
    "graders.cli",
    "graders.course.feedback",
    "graders.course.report",
    "graders.grading.cluster",
    "graders.grading.coordinate",
    "nbgrader.api",
    "nbgrader.preprocessors",
    "psycopg",
    "rich.progress",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
)


def _serve() -> None:
    for name in IMPORTS:
        importlib.import_module(name)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer: int | None = os.getpid()
        if "run" in request:
            answer = _fork(request)
        elif "poll" in request:
            ended, status = os.waitpid(request["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _fork(request: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        file = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for place, opened in enumerate((nothing, file, file)):
            os.dup2(opened, place)
        os.environ.update(request["environment"])
        from graders.cli import app

        app(request["run"])
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    raise AssertionError


if __name__ == "__main__":
    _serve()
