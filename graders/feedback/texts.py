"""What stands in a notebook as HTML for feedback: nothing runs, nothing is fetched, nothing is huge."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from markupsafe import Markup
from nbconvert.filters.ansi import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from graders.course.inert import BASE64, NOT_SHOWN, PICTURE, clean
from graders.feedback.formulas import mathml

TEXT_CHARACTERS = 20_000
HTML_CHARACTERS = 200_000
PICTURE_CHARACTERS = 1_500_000
PAGE_CHARACTERS = 4_000_000
OF_A_PAGE = frozenset(
    ["aria-hidden", "aria-label", "class", "height", "id", "open", "role", "scope", "start", "type", "width"]
)
"""Attributes that mean something for a page as a whole, or for its readers' programs."""
PICTURES = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}
IMAGE = re.compile(r'<img((?:\s+[\w-]+(?:="[^"]*")?)*)\s*/?>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
SCROLLS = re.compile(r'<(table|div(?=[^<>"]*(?:"[^"]*"[^<>"]*)*style="[^"]*overflow))\b')
HEADING = re.compile(r"(</?h)([1-6])\b")
LIST_ITEM = re.compile(r"<(/?)(li|dt|dd|ul|ol|dl)\b[^>]*>")
PLACE = "\ue000{}\ue001"
PLACES = re.compile("\ue000([0-9]+)\ue001")
PRIVATE = re.compile("[\ue000\ue001\x00]")
UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What a text in HTML may not hold."""
FULL = "(This page is full; the rest is in your notebook.)"
Load = Callable[[str], "tuple[str, bytes] | None"]
"""Gives a lesson's picture by the name that the notebook has for it: its kind and bytes."""


class Texts:
    """Makes HTML of texts, formulas, pictures and outputs, as long as the page has room."""

    def __init__(self, load: Load, room: int = PAGE_CHARACTERS) -> None:
        self._load = load
        self.room = room

    def markdown(self, source: str, attachments: Mapping[str, Any] | None = None) -> Markup:
        """Markdown as HTML; headings are one level lower than written, since a page has its own title."""
        source, cut = shortened(speakable(source))
        renderer = _Renderer(attachments)
        html = clean(MarkdownWithMath(renderer=renderer).render(source), OF_A_PAGE)
        html = HEADING.sub(lambda tag: f"{tag[1]}{min(int(tag[2]) + 1, 6)}", html)
        html = PLACES.sub(lambda place: renderer.formulas.get(place[0], ""), self._whole(html))
        return self._room_for(Markup(html + (f"<p>{cut}</p>" if cut else "")))

    def code(self, source: str) -> Markup:
        """Python as it is read, with its words coloured."""
        source, cut = shortened(speakable(source))
        body = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
        note = f"<p>{cut}</p>" if cut else ""
        return self._room_for(Markup(f'<pre class="code">{body}</pre>{note}'))

    def plain(self, text: str) -> Markup:
        """Text as it is, such as what a cell printed."""
        text, cut = shortened(speakable(_plainly(text)))
        note = f"<p>{cut}</p>" if cut else ""
        return self._room_for(Markup(f"<pre>{escape(text)}</pre>{note}"))

    def html(self, html: str) -> Markup:
        """A student's HTML, cleaned; a sentence in place of what is huge."""
        if len(html) > HTML_CHARACTERS:
            return Markup(f"<p>(An output of {len(html):,} characters is not shown here.)</p>")
        return self._room_for(Markup(self._whole(clean(speakable(html), OF_A_PAGE))))

    def output(self, output: Mapping[str, Any]) -> Markup:
        """One output of a cell."""
        match output.get("output_type"):
            case "stream":
                return self.plain(joined(output.get("text")))
            case "error":
                lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
                return self.plain("\n".join(map(joined, lines)))
        data = output.get("data")
        return self._shown(data if isinstance(data, dict) else {})

    def _shown(self, data: Mapping[str, Any]) -> Markup:
        texts = {name: joined(value) for name, value in data.items()}
        if (html := texts.get("text/html")) and len(html) <= HTML_CHARACTERS:
            return Markup('<div class="wide" tabindex="0">{}</div>').format(self.html(html))
        for name, kind in PICTURES.items():
            if (picture := texts.get(name)) and BASE64.fullmatch(picture):
                return self._picture(kind, re.sub(r"\s+", "", picture))
        if svg := texts.get("image/svg+xml"):
            return self._picture("svg+xml", base64.b64encode(svg.encode(errors="replace")).decode())
        if tex := texts.get("text/latex"):
            return self._room_for(Markup(mathml(speakable(tex).strip().strip("$"), block=True)))
        if words := texts.get("text/markdown"):
            return self.markdown(words)
        if "text/html" in texts and "text/plain" not in texts:
            return self.html(texts["text/html"])
        return self.plain(texts.get("text/plain") or NOT_SHOWN)

    def _picture(self, kind: str, data: str) -> Markup:
        if len(data) > PICTURE_CHARACTERS:
            return Markup(f"<p>(A picture of {len(data) * 3 // 4:,} bytes is not shown here.)</p>")
        source = f"data:image/{kind};base64,{data}"
        return self._room_for(Markup(f'<img alt="A picture that the cell above made" src="{source}">'))

    def _room_for(self, html: Markup) -> Markup:
        if len(html) > self.room:
            self.room = 0
            return Markup(f"<p>{FULL}</p>")
        self.room -= len(html)
        return html

    def _whole(self, html: str) -> str:
        """With pictures put in, what scrolls within reach of the keyboard, and no item outside of a list."""
        return IMAGE.sub(self._image, SCROLLS.sub(r'<\1 tabindex="0"', _items_in_lists(html)))

    def _image(self, tag: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(tag[1]))
        source, words = attributes.get("src", ""), attributes.get("alt") or "picture"
        if not PICTURE.fullmatch(source):
            found = self._load(source) if source else None
            if found is None:
                return f"<em>({words})</em>"
            source = f"data:image/{found[0]};base64,{base64.b64encode(found[1]).decode()}"
        if len(source) > PICTURE_CHARACTERS:
            return f"<em>({words}: too large to be shown here)</em>"
        bare = re.sub(r"\s+", "", source)
        return f'<img alt="{words}" src="{bare}">'


class _Renderer(IPythonRenderer):
    """Writes a mark where a formula stands, so that cleaning leaves it alone."""

    def __init__(self, attachments: Mapping[str, Any] | None) -> None:
        super().__init__(
            escape=False, exclude_anchor_links=True, path="", attachments=dict(attachments or {})
        )
        self.formulas: dict[str, str] = {}

    def _placed(self, tex: str, block: bool) -> str:
        place = PLACE.format(len(self.formulas))
        self.formulas[place] = mathml(tex, block)
        return place

    def inline_math(self, body: str) -> str:
        return self._placed(body, False)

    def block_math(self, body: str) -> str:
        return self._placed(body, True)

    def latex_environment(self, name: str, body: str) -> str:
        return self._placed(f"\\begin{{{name}}}{body}\\end{{{name}}}", True)


def _items_in_lists(html: str) -> str:
    """HTML in which an item of a list that stands in none loses its tag."""
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2] in ("ul", "ol", "dl"):
            depth += -1 if tag[1] else 1
            return tag[0]
        return tag[0] if depth > 0 else ""

    return LIST_ITEM.sub(kept, html)


def _plainly(text: str) -> str:
    return str(strip_ansi(text))  # type: ignore[no-untyped-call]  # nbconvert is partly typed


def speakable(text: str) -> str:
    r"""A text without signs that no page may hold.

    >>> speakable("a\x00b\ud800c")
    'abc'
    """
    return UNSPEAKABLE.sub("", PRIVATE.sub("", text))


def shortened(text: str, longest: int = TEXT_CHARACTERS) -> tuple[str, str]:
    """A text cut where it is long, and the sentence that says so.

    >>> shortened("abcdef", 4)
    ('abcd', '(Cut here: 2 characters more are in your notebook.)')
    """
    if len(text) <= longest:
        return text, ""
    return text[:longest], f"(Cut here: {len(text) - longest:,} characters more are in your notebook.)"


def joined(value: object) -> str:
    """A text of a notebook, which may be a list of lines; empty for what is no text."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def words(text: object) -> Markup:
    """Escaped text in which `code` between backticks is set as code."""
    safe = escape(speakable(str(text)), quote=False)
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", safe).replace("\n", "<br>"))
