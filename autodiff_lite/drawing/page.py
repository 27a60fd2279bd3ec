"""A drawing as a piece of HTML: no script but a line inside the slider, nothing fetched, and the words below
the picture."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from html import escape

_turn = itertools.count()


def page(picture: str, text: str) -> str:
    """A figure of the picture (SVG), which scrolls if it is wide, and the text alternative to fold out."""
    return (
        f'<figure style="margin: 0;"><div style="overflow-x: auto;" tabindex="0">{picture}</div>'
        f'<details style="font-size: 0.9em;"><summary>The picture in words</summary>'
        f'<div style="white-space: pre-line;">{escape(text)}</div></details></figure>'
    )


def stepper(picture: str, captions: Sequence[str], text: str) -> str:
    """A figure that shows one of several steps, chosen with a slider or with the numbers under it.

    `picture` is an SVG whose elements of class "timed" are shown in step k if they have the class "fk". The
    numbers are radio buttons and need style sheets alone, so they work where a page's scripts do not; the
    slider presses them.
    """
    # Two figures on a page must not share their buttons.
    mark = "s" + hashlib.sha256(picture.encode()).hexdigest()[:8] + f"-{next(_turn)}"
    steps = range(len(captions))
    shown = "\n".join(
        f"#{mark}-{k}:checked ~ div .f{k} {{ visibility: visible; }}\n"
        f"#{mark}-{k}:checked ~ p.c{k} {{ display: block; }}\n"
        f'#{mark}-{k}:checked ~ nav label[for="{mark}-{k}"] {{ font-weight: bold; outline: 1px solid; }}\n'
        f'#{mark}-{k}:focus-visible ~ nav label[for="{mark}-{k}"] {{ outline: 2px solid #0072b2; }}'
        for k in steps
    )
    press = "this.parentNode.parentNode.querySelectorAll('input[type=radio]')[this.value].checked = true"
    follow = "this.parentNode.querySelector('input[type=range]').value = this.value"
    radios = "".join(
        f'<input type="radio" class="step" name="{mark}" id="{mark}-{k}" value="{k}" onchange="{follow}" '
        f'aria-label="Step {k + 1} of {len(captions)}"{" checked" if k == 0 else ""}>'
        for k in steps
    )
    labels = " ".join(f'<label for="{mark}-{k}">{k + 1}</label>' for k in steps)
    words = "".join(
        f'<p class="caption c{k}"><b>Step {k + 1} of {len(captions)}.</b> {escape(caption)}</p>'
        for k, caption in enumerate(captions)
    )
    return f"""<figure id="{mark}" style="margin: 0;">
<style>
#{mark} .timed {{ visibility: hidden; }}
#{mark} .caption {{ display: none; min-height: 4.5em; margin: 0.4em 0; max-width: 60em; }}
#{mark} .step {{ position: absolute; opacity: 0; pointer-events: none; }}
#{mark} nav label {{ cursor: pointer; padding: 0.1em 0.4em; }}
#{mark} nav input {{ width: min(30em, 100%); vertical-align: middle; }}
{shown}
</style>
{radios}
<nav aria-label="Steps of the backward pass">
<input type="range" min="0" max="{len(captions) - 1}" value="0" aria-label="Step" oninput="{press}">
<br>{labels}</nav>
{words}
<div style="overflow-x: auto;" tabindex="0">{picture}</div>
<details style="font-size: 0.9em;"><summary>The picture in words</summary>
<div style="white-space: pre-line;">{escape(text)}</div></details>
</figure>"""
