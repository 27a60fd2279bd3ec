"""Pages with students' work: nothing of theirs runs, and what is there to be read stays."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from graders.course.course import Course
from graders.course.feedback import write_feedback
from graders.course.inert import clean
from graders.grading.coordinate import Options, grade_class

Notebook = dict[str, Any]
PICTURE = base64.b64encode(b"picture").decode()
ACTIVE = {
    "a page that moves": '<meta http-equiv="refresh" content="0; url=http://evil.example/">',
    "a script": "<script>evil()</script>",
    "a handler": '<img src="data:image/png;base64,AAAA" onerror="evil()">',
    "a link that runs": '<a href="javascript:evil()">here</a>',
    "the same, hidden": '<a href="&#x6a;ava\tscript:evil()">here</a>',
    "a frame": '<iframe srcdoc="<script>evil()</script>"></iframe>',
    "an object": '<object data="http://evil.example/"></object><embed src="http://evil.example/">',
    "a form": '<form action="http://evil.example/"><button>Grade</button></form>',
    "another base": '<base href="http://evil.example/">',
    "styles over the page": '<div style="position:fixed;top:0">evil</div><style>* {display: none}</style>',
    "a picture from elsewhere": '<img src="http://evil.example/seen.png"><img src="//evil.example/seen.png">',
    "a background from elsewhere": '<div style="background:url(http://evil.example/)">x</div>',
    "a drawing that runs": '<svg onload="evil()"><script>evil()</script><a href="javascript:1">x</a></svg>',
    "a drawing that changes itself": '<svg><set attributeName="href" to="javascript:evil()"/></svg>',
    "foreign parts of a drawing": '<svg><foreignObject><iframe src="http://evil.example"></iframe></foreignObject></svg>',
    "mathematics that links": '<math><mi href="javascript:evil()">x</mi></math>',
    "text that becomes a tag": '<noscript><p title="</noscript><img src=x onerror=evil()>">',
}


class Active(HTMLParser):
    """Collects what runs, loads, moves or covers a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in (
            "meta",
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "style",
            "link",
            "set",
            "math",
        ):
            self.found.append(tag)
        for name, value in attributes:
            text = "".join((value or "").split()).lower()
            if name.startswith("on") or "javascript:" in text or "evil.example" in text or "fixed" in text:
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("html", ACTIVE.values(), ids=ACTIVE.keys())
def test_nothing_active_is_left_of(html: str) -> None:
    assert Active(html).found or "noscript" in html, "there is something to be taken away"
    assert Active(clean(html)).found == []


def test_what_is_there_to_be_read_stays() -> None:
    html = (
        '<h2 id="a">T</h2>'
        '<table class="dataframe"><tbody><tr><td style="text-align: right;">1</td></tr></tbody></table>'
        f'<img alt="plot" src="data:image/png;base64,{PICTURE}"><a href="https://numpy.org">numpy</a>'
        "<details><summary>more</summary><code>x &lt; y</code></details>$\\frac{1}{2}$"
    )
    assert clean(html) == html


def test_a_drawing_keeps_its_shapes() -> None:
    drawing = '<svg viewBox="0 0 8 8"><path d="M 0 0" stroke="black"></path><text x="1">a</text></svg>'
    assert clean(drawing) == drawing


@pytest.mark.slow
def test_feedback_shows_a_students_words_and_runs_none_of_them(
    course_folder: Path, hand_in: Callable[..., Path], released_notebook: Notebook
) -> None:
    everything = "\n\n".join(ACTIVE.values())
    shows = {
        "text/html": everything,
        "text/markdown": everything,
        "application/javascript": "evil()",
        "image/svg+xml": ACTIVE["a drawing that runs"],
        "image/png": '"><script>evil()</script>',
        "text/vnd.mermaid": everything,
    }
    code = "from IPython.display import display\n" + "\n".join(
        f"display({{{kind!r}: {value!r}}}, raw=True)" for kind, value in shows.items()
    )
    own = {"metadata": {}, "execution_count": None, "outputs": []}
    released_notebook["cells"] += [
        {
            "cell_type": "markdown",
            "id": "words",
            "metadata": {},
            "source": f"My **own** words.\n\n{everything}",
        },
        {"cell_type": "raw", "id": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": everything},
        {"cell_type": "code", "id": "shows", "source": code, **own},
    ]
    hand_in("mallory", json.dumps(released_notebook).encode())
    hand_in("ada", (course_folder / "release" / "mini" / "mini.ipynb").read_bytes())
    course = Course(course_folder)
    grade_class(course, "mini", Options(isolated=False, workers=1))
    pages = {}
    for student in ("ada", "mallory"):
        folder = write_feedback(course, "mini", student)
        pages[student] = (folder / "mini.html").read_text(encoding="utf-8")
    assert "My <strong>own</strong> words." in pages["mallory"]
    assert sorted(set(Active(pages["mallory"]).found)) == sorted(set(Active(pages["ada"]).found))
    assert "<script>evil" not in pages["mallory"]
