"""Formulas as MathML, which a browser shows by itself: no script, and nothing to be fetched."""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import Converter

LONGEST = 2000


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _names("""
    math menclose mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
""")
ATTRIBUTES = _names("""
    accent columnalign columnlines columnspacing depth display displaystyle fence form height largeop
    linebreak linethickness lspace mathvariant maxsize minsize movablelimits notation rowlines rowspacing
    rspace scriptlevel separator stretchy symmetric voffset width xmlns
""")
VALUE = re.compile(r"[\w.:/%# +-]*")
ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|align\*?|gathered|eqnarray\*?)\}")


def mathml(tex: str, block: bool = False) -> str:
    r"""A formula in TeX as a MathML element; one that is not understood stays as it is written.

    >>> mathml("x^2").partition("<mrow>")[2]
    '<msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    >>> mathml(r"\href{javascript:go()}{x}").count("href")
    0
    >>> mathml(r"\frac{1}{")
    '<code>\\frac{1}{</code>'
    """
    tex = tex.strip()
    as_written = f"<code>{escape(tex[:LONGEST])}</code>"
    if len(tex) > LONGEST:
        return as_written
    known = ALIGNED.sub(lambda found: rf"\{found[1]}{{align*}}", tex)
    try:
        made = Converter(display="block" if block else "inline").convert_to_element(known)
        text = _written(made)
        return text.replace("<math", '<math tabindex="0"', 1) if block else text  # wide ones scroll
    except Exception:  # what a student wrote can be anything, and the package raises many kinds of errors
        return as_written


def _written(element: Element) -> str:
    """The element and what is in it, with texts escaped; an element that shows no formula loses its tag."""
    inner = escape(unescape(element.text or ""), quote=False)
    for child in element:
        inner += _written(child) + escape(unescape(child.tail or ""), quote=False)
    if element.tag not in ELEMENTS:
        return inner
    attributes = "".join(
        f' {name}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and VALUE.fullmatch(value)
    )
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>"
