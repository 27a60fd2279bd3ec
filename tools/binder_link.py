"""Print the addresses that start the lessons on Binder, and badges: `make binder-link REPO=owner/name`."""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import quote

BINDER = "https://mybinder.org"
REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]+")
SOURCE = Path(__file__).resolve().parent.parent / "notebooks" / "source"


def lessons(source: Path = SOURCE) -> list[str]:
    """The names of the lessons, in their order: the folders with a notebook of the same name."""
    return sorted(file.stem for file in source.glob("*/*.ipynb") if file.stem == file.parent.name)


def launch_link(repository: str, branch: str, lesson: str | None = None) -> str:
    """The address at which Binder builds a branch of a GitHub repository, and opens a lesson in JupyterLab.

    Without a lesson it opens the list of files. Raises ValueError when the repository is not written
    `owner/name`.

    >>> launch_link("ada/lessons", "main", "03-gradients")
    'https://mybinder.org/v2/gh/ada/lessons/main?urlpath=lab%2Ftree%2F03-gradients%2F03-gradients.ipynb'
    """
    if not REPOSITORY.fullmatch(repository):
        raise ValueError(f"REPO is {repository!r}; write it as owner/name, for example REPO=ada/lessons.")
    if not branch or branch != branch.strip():
        raise ValueError(f"BRANCH is {branch!r}; write a branch, a tag or a commit, for example BRANCH=main.")
    opened = quote(f"lab/tree/{lesson}/{lesson}.ipynb", safe="") if lesson else "lab"
    return f"{BINDER}/v2/gh/{repository}/{quote(branch, safe='')}?urlpath={opened}"


def badge(link: str, lesson: str) -> str:
    """Binder's badge in Markdown, leading to the link."""
    return f"[![Start {lesson} on Binder]({BINDER}/badge_logo.svg)]({link})"


def main(arguments: list[str] | None = None) -> int:
    """Print a link and a badge for each lesson; returns the exit status."""
    parser = argparse.ArgumentParser(description="Print the Binder links and badges of a GitHub repository.")
    parser.add_argument("repository", metavar="owner/name", nargs="?", default="")
    parser.add_argument("branch", nargs="?", default="main")
    given = parser.parse_args(arguments)
    try:
        links = {lesson: launch_link(given.repository, given.branch, lesson) for lesson in lessons()}
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if not links:
        print(f"No lesson was found in {SOURCE}.", file=sys.stderr)
        return 2
    print(f"Students start here, on the first lesson: {next(iter(links.values()))}")
    for lesson, link in links.items():
        print(f"\n{lesson}\n{link}\n{badge(link, lesson)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
