"""Draws every figure again: `python -m figures`."""

from figures import slopes, tape

for family in (slopes, tape):
    family.draw()
