"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Lesson = Annotated[str, typer.Argument(help="The lesson's name, such as 03-gradients.")]
CourseOption = Annotated[
    Path | None, typer.Option("--course", help="The course's folder. Without it: the nearest one from here.")
]
Database = Annotated[
    str | None, typer.Option(help="The gradebook's address, such as postgresql+psycopg://user@host/name.")
]
Timeout = Annotated[
    int | None, typer.Option(min=1, help="Seconds that one cell may run. [default: the course's, or 60]")
]
Unisolated = Annotated[
    bool,
    typer.Option(
        "--without-isolation",
        help="Run notebooks with your own rights: they can read your files and use your network.",
    ),
]
