"""Draws every figure again: `python -m figures`."""

from figures import graph_cubic, slopes, tape

for family in (graph_cubic, slopes, tape):
    family.draw()
