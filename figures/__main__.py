"""Draws every figure again: `python -m figures`."""

from figures import driving, graph_cubic, hill, lens, slopes, tape, welcome

for family in (driving, graph_cubic, hill, lens, slopes, tape, welcome):
    family.draw()
