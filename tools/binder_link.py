"""Print the address that starts the lessons on Binder, and the badge: `make binder-link REPO=owner/name`."""

import argparse
import re
import sys
from urllib.parse import quote

BINDER = "https://mybinder.org"
REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]+")


def launch_link(repository: str, branch: str) -> str:
    """The address at which Binder builds and opens a branch of a GitHub repository, in JupyterLab.

    Raises ValueError when the repository is not written `owner/name`.

    >>> launch_link("ada/lessons", "main")
    'https://mybinder.org/v2/gh/ada/lessons/main?urlpath=lab'
    """
    if not REPOSITORY.fullmatch(repository):
        raise ValueError(f"REPO is {repository!r}; write it as owner/name, for example REPO=ada/lessons.")
    if not branch or branch != branch.strip():
        raise ValueError(f"BRANCH is {branch!r}; write a branch, a tag or a commit, for example BRANCH=main.")
    return f"{BINDER}/v2/gh/{repository}/{quote(branch, safe='')}?urlpath=lab"


def badge(link: str) -> str:
    """Binder's badge in Markdown, leading to the link."""
    return f"[![Start the lessons on Binder]({BINDER}/badge_logo.svg)]({link})"


def main(arguments: list[str] | None = None) -> int:
    """Print link and badge; returns the exit status."""
    parser = argparse.ArgumentParser(description="Print the Binder link and badge of a GitHub repository.")
    parser.add_argument("repository", metavar="owner/name", nargs="?", default="")
    parser.add_argument("branch", nargs="?", default="main")
    given = parser.parse_args(arguments)
    try:
        link = launch_link(given.repository, given.branch)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{link}\n{badge(link)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
