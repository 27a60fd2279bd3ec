"""The panel that `check` shows for a wrong answer, photographed in Chromium: `python -m figures.check_panel`.

Not among the figures that `python -m figures` draws: a browser's letters differ from machine to machine.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from graders.answers.local import LocalAnswers
from graders.checking.panel import as_html
from graders.checking.verdict import judge
from graders.questions.folder import Folder, load

FILE = Path(__file__).parent / "check-panel.png"
LESSON = Path(__file__).parents[1] / "notebooks" / "source" / "03-gradients"
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; width: 700px; background: #fff; color-scheme: light }}
code {{ background: #f2f4f7; padding: 0 3px; border-radius: 3px; font-size: 13px }}
pre {{ background: #f7f7f7; border: 1px solid #ddd; padding: 6px 10px; margin: 0 0 6px; font-size: 13px }}
svg {{ min-width: 0 !important }}
</style><pre>check("gradients-slope", hint=2)</pre>{panel}"""


def page() -> str:
    """What a student sees whose exponent stayed where it was: the whole page as HTML."""
    question = load(Folder.read(LESSON)).find("gradients-slope")
    panel = as_html(judge(question, LocalAnswers({"slope": 73})), level=2, drawn=True)
    return PAGE.format(panel=panel.replace("<details ", "<details open "))


def photograph() -> None:
    """Write the picture. Needs Chromium and playwright."""
    from playwright.sync_api import sync_playwright

    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("This figure is photographed in a browser. Install one: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        view = opened.new_page(viewport={"width": 724, "height": 400}, device_scale_factor=1.5)
        view.set_content(page())
        view.screenshot(path=FILE, full_page=True)
        opened.close()


if __name__ == "__main__":
    photograph()
