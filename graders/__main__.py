"""`python -m graders`, for where the console script is not on the path."""

from graders.cli import app

app(prog_name="graders")
