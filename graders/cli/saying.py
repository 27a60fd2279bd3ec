"""How the commands speak: on which streams, how wide, and with which exit code they end.

Exit codes: 0 all is well; 1 done, but something is not as it should be; 2 nothing could be done, with the
reason; 3 the run ended early, what is done stays done.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from graders.extras import how_to_install

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

INCOMPLETE, IMPOSSIBLE, STOPPED = 1, 2, 3
PLAIN_WIDTH = 150


def print_json(data: object) -> None:
    """Print data for other programs."""
    import json

    typer.echo(json.dumps(data, indent=1, ensure_ascii=False))


def console_of(stderr: bool = False) -> Console:
    from rich.console import Console

    # A file or a pipe has no width of its own, and the table should not be folded to 80 columns there.
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() or "COLUMNS" in os.environ else PLAIN_WIDTH
    return Console(width=wide, highlight=False, stderr=stderr)


@contextlib.contextmanager
def explaining() -> Iterator[None]:
    """Say what is wrong in one message, and end with the code that goes with it."""
    from graders.course.errors import CourseError

    for stream in (sys.stdout, sys.stderr):
        # A terminal or a file that knows fewer letters gets a stand-in for the others, and no traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        yield
    except CourseError as problem:
        say(str(problem))
        raise typer.Exit(IMPOSSIBLE) from None
    except KeyboardInterrupt:
        say("Stopped. What was graded stays graded; run the same command to go on.")
        raise typer.Exit(STOPPED) from None
    except ModuleNotFoundError as missing:
        say(f"{missing.name} is not installed. {how_to_install(missing.name)}")
        raise typer.Exit(IMPOSSIBLE) from None


def write_page(file: Path, page: str) -> None:
    """Write a web page that was asked for, and say so. Raises CourseError where that cannot be."""
    from graders.course.targets import is_page, write_whole

    write_whole(file, page.encode(errors="replace"), "such a page of `graders`", is_page("graders"))
    tell(f"Written: {file}")


def write_table(file: Path, table: str) -> None:
    """Write comma-separated values that were asked for, over none with other columns; and say so.

    Raises CourseError where that cannot be.
    """
    from graders.course.targets import first_row, is_table, write_whole

    columns = first_row(table)
    ours = is_table(lambda row: row == columns)
    write_whole(file, table.encode(errors="replace"), "a table with these columns", ours)
    tell(f"Written: {file}")


def tell(message: str) -> None:
    console_of(stderr=True).print(message, markup=False, soft_wrap=True)


def say(message: str) -> None:
    typer.echo(f"graders: {message}", err=True)
