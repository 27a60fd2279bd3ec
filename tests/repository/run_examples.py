"""Run a document's Python examples in order, as in one notebook: `python run_examples.py DOCUMENT`.

A program of its own, since an example may register a question, which other tests must not find. As in a
lesson, `ad` and `check` are there.
"""

import doctest
import re
import sys
from pathlib import Path

import autodiff_lite
from graders import check

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(document: Path) -> int:
    """Run every example; returns how many lines did not print what the document shows."""
    names: dict[str, object] = {"ad": autodiff_lite, "check": check}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for language, body in FENCE.findall(document.read_text(encoding="utf-8")):
        if language not in ("python", "pycon"):
            continue
        if ">>>" not in body:
            exec(compile(body, str(document), "exec"), names)
            continue
        test = doctest.DocTestParser().get_doctest(body, names, document.name, str(document), 0)
        runner.run(test, clear_globs=False)
        names.update(test.globs)
    return runner.failures


if __name__ == "__main__":
    sys.exit(min(run(Path(sys.argv[1])), 1))
