"""Pages with students' work, made so that nothing of theirs runs in whoever opens them.

nbgrader's pages show what a notebook holds: its Markdown and its outputs, HTML and JavaScript included. Here
HTML is cleaned, wherever it comes from, and what only runs is left out; text, formulas, tables and pictures
stay. nbconvert's own `sanitize_html` cleans some outputs, and no Markdown.
"""

from __future__ import annotations

import re
from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT = _words("""
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2
    h3 h4 h5 h6 hr i img ins kbd li mark ol p pre s samp section small span strong sub summary sup table
    tbody td tfoot th thead tr u ul var
""")
DRAWN = _words("""
    circle desc defs ellipse g line linearGradient marker path polygon polyline rect stop svg text title
    tspan
""")
ANYWHERE = _words("""
    align alt aria-hidden aria-label colspan height open role rowspan scope style title type start width
""")
OF_DRAWINGS = _words("""
    cx cy d dominant-baseline dx dy fill fill-opacity font-family font-size font-style font-weight
    markerHeight markerUnits markerWidth offset opacity orient points preserveAspectRatio r refX refY rx
    ry stop-color stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width
    text-anchor transform viewBox x x1 x2 xmlns y y1 y2
""")
STYLES = _words("""
    background background-color border border-bottom border-collapse border-color border-left
    border-radius border-right border-style border-top border-width color display font-family font-size
    font-style font-variant-numeric font-weight gap height line-height list-style margin margin-bottom
    margin-left margin-right margin-top max-width min-width opacity overflow-x padding padding-bottom
    padding-left padding-right padding-top text-align text-decoration vertical-align white-space width
""")
LOOKS = re.compile(r"highlight|anchor-link|dataframe|graders-[\w-]+|language-\w+|[a-z]{1,2}\d?")
"""Classes that a page's own highlighter gives. With others a text could look like a grader's."""
LOADED = re.compile(r"url\s*\(|\\|@|expression", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
ELSEWHERE = re.compile(r"\s*([\w+.-]+:|//|\\)")
LINK = re.compile(r"\s*(https?:|mailto:|#|[\w./-]*(#|$))", re.IGNORECASE)
MACROS = re.compile(r"\\(?=(?:href|url|require|style|cssId|class|data|unicode|csname|html\w*)\b)")
"""Of the formulas' language, what is more than a formula: links, styles and programs to be loaded."""
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
SHOWN = frozenset(
    ["text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "image/gif"]
)
SVG = "image/svg+xml"
NOT_SHOWN = "(an output that this page does not show)"


def clean(html: str, without: frozenset[str] = frozenset()) -> str:
    """HTML without anything that runs, loads from elsewhere, or leads away by itself.

    Attributes in `without` are taken out as well.

    >>> clean('<b onclick="go()">bold</b><script>go()</script><meta http-equiv="refresh" content="0;//x">')
    '<b>bold</b>go()'
    >>> clean("formula: $a < b$, picture: <img src='http://x/y.png'>")
    'formula: $a &lt; b$, picture: <img>'
    """
    kept = bleach.clean(
        html,
        tags=TEXT | DRAWN,
        attributes=lambda tag, name, value: name not in without and _is_kept(tag, name, value),
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES, allowed_svg_properties=[]),
        strip=True,
        strip_comments=True,
    )
    return formula(kept)


def formula(text: str) -> str:
    r"""A text in which MathJax finds formulas and nothing more.

    >>> formula(r"\frac{1}{2} \href{javascript:go()}{x}").count("\\href")
    0
    """
    return MACROS.sub("\\\\\N{ZERO WIDTH SPACE}", text)


def _is_kept(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case _, "style":
            return LOADED.search(value) is None
        case _, "class":
            return all(LOOKS.fullmatch(word) for word in value.split())
        case "a", "href":
            return LINK.match(value) is not None
        case "img", "src":
            return PICTURE.fullmatch(value) is not None or ELSEWHERE.match(value) is None
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6", "id":
            return True
    drawn = tag in DRAWN and name in OF_DRAWINGS and LOADED.search(value) is None
    return name in ANYWHERE or drawn


@pass_context
def markdown(context: Any, source: str) -> str:
    """Markdown as cleaned HTML; stands in for nbconvert's filter `markdown2html`."""
    cell = context.get("cell", {})
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}), path="")
    return clean(MarkdownWithMath(renderer=renderer).render(source))


class Inert(Preprocessor):
    """Takes out of a notebook what would run on a page that shows it. The notebook's file stays as it is."""

    def preprocess(self, notebook: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        for name in ("title", "authors", "widgets"):
            notebook.metadata.pop(name, None)
        for index, cell in enumerate(notebook.cells):
            notebook.cells[index], resources = self.preprocess_cell(cell, resources, index)
        return notebook, resources

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        tags = cell.metadata.get("tags", [])
        cell.metadata["tags"] = [tag for tag in tags if isinstance(tag, str) and re.fullmatch(r"[\w-]+", tag)]
        if cell.cell_type == "raw":
            cell.source = clean(cell.source)
        if "attachments" in cell:
            cell.attachments = {name: _pictures(data) for name, data in cell.attachments.items()}
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data = _shown(output.data)
                output.metadata = _node({})
        return cell, resources


def _shown(data: Any) -> NotebookNode:
    """Of an output in several forms, those that a page may show, cleaned."""
    texts = {name: "".join(value) for name, value in data.items() if _is_text(value)}
    kept = {name: text for name, text in texts.items() if name in SHOWN}
    if SVG in texts and "text/html" not in kept:
        kept[SVG] = texts[SVG]  # which a page shows as a picture: it runs nothing and loads nothing
    if "text/html" in kept:
        kept["text/html"] = clean(kept["text/html"])
    if "text/latex" in kept:
        kept["text/latex"] = formula(kept["text/latex"])
    good = {name: text for name, text in kept.items() if name.startswith("text/") or name == SVG}
    return _node(good | _pictures(kept) or {"text/plain": NOT_SHOWN})


def _pictures(data: Any) -> NotebookNode:
    kept = {
        name: value
        for name, value in data.items()
        if re.fullmatch(r"image/(png|jpeg|gif)", name) and isinstance(value, str) and BASE64.fullmatch(value)
    }
    return _node(kept)


def _node(parts: dict[str, Any]) -> NotebookNode:
    return NotebookNode(parts)  # type: ignore[no-untyped-call]  # nbformat is partly typed


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(line, str) for line in value)
    )
