"""Pairs of answers side by side, what both have marked: one HTML file, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from graders.similarity.data import CAUTION, people
from graders.similarity.pairs import Alike, Span
from graders.similarity.table import remainder

MOST = 60
LONGEST = 6000


def alike_page(found: Alike, names: bool) -> str:
    """The page of a lesson. Students are named only where `names` says so; their texts may name them."""
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader("graders.similarity", "pages"), PackageLoader("graders.statistics", "pages")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["marked"] = marked
    return environment.get_template("similar.html").render(
        found=found,
        pairs=found.pairs[:MOST],
        more=max(len(found.pairs) - MOST, 0),
        called=people(found, names),
        caution=CAUTION,
        remainder=remainder(found),
        names=names,
    )


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """A text in which what is shared stands in `<mark>`.

    >>> marked("a < b", [(2, 5)])
    Markup('a <mark>&lt; b</mark>')
    """
    parts, done = [], 0
    for start, end in spans:
        if start >= LONGEST:
            break
        end = min(end, LONGEST)
        parts += [escape(text[done:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        done = end
    parts.append(escape(text[done : max(done, LONGEST)]))
    if len(text) > max(done, LONGEST):
        parts.append(escape(f"\n… and {len(text) - max(done, LONGEST)} more characters"))
    return Markup("").join(parts)
