"""The program `graders`. It starts with nothing but Python, and says what is missing."""

from __future__ import annotations

import sys

from graders.extras import how_to_install

IMPOSSIBLE = 2


def main() -> None:
    """Run the command line; where a library is missing, say which and what to type, and end with 2."""
    try:
        from graders.cli import app
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.partition(".")[0] in ("graders", "autodiff_lite"):
            raise
        print(f"graders: {missing.name} is not installed. {how_to_install(missing.name)}", file=sys.stderr)
        sys.exit(IMPOSSIBLE)
    app(prog_name="graders")


if __name__ == "__main__":
    main()
