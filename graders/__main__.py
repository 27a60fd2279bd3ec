"""`python -m graders`, for where the console script is not on the path."""

from graders.cli import app

if __name__ == "__main__":
    app(prog_name="graders")
