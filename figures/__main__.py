"""Draws every figure again: `python -m figures`."""

from figures import driving, graph_cubic, hill, slopes, tape, welcome

for family in (driving, graph_cubic, hill, slopes, tape, welcome):
    family.draw()
