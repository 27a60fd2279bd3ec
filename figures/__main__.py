"""Draws every figure again: `python -m figures`."""

from figures import driving, graph_cubic, slopes, tape

for family in (driving, graph_cubic, slopes, tape):
    family.draw()
