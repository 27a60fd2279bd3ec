"""Mistakes with a graph that is drawn or written down: its edges, its paths, what they bring."""

from __future__ import annotations

from graders.misconceptions.catalogue import misconception
from graders.misconceptions.paths import one_path_only

one_path_only.worded(
    "path",
    title="Not every path was counted",
    nudge="Follow every edge that leaves each node. Which way to the result did you not take?",
    step="Start at the first node, follow each edge that leaves it, and go on like this at every node.",
)
misconception(
    "locals-added",
    title="Local derivatives added along a path",
    nudge="What is done with the local derivatives along one path, and what with the paths?",
    rule="Along a path local derivatives are multiplied; what the paths bring is added.",
    step="Multiply the local derivatives of {place}.",
    weight=1.3,
)
misconception(
    "edge-left-out",
    title="A local derivative was left out",
    nudge="How many edges does each path have, and how many factors?",
    rule="Along a path every edge brings its local derivative as a factor.",
    step="Look at {place}: multiply by what stands there, too.",
    weight=1.2,
)
misconception(
    "edge-inverted",
    title="A local derivative was turned around",
    nudge="Look at {place}. Which of its two ends changes because of the other?",
    rule="The local derivative of an edge says how its end changes with its start, not the other way round.",
    step="Work out the local derivative of {place} again, from its start to its end.",
)
misconception(
    "path-backwards",
    title="A path written backwards",
    nudge="In which direction do the edges of {place} point?",
    rule="A path follows the edges, from the variable to the result.",
    step="Begin {place} at its other end.",
)
misconception(
    "not-a-path",
    title="Two neighbours in a path have no edge between them",
    nudge="Is there an edge for each step of {place}?",
    rule="A path goes from node to node along edges only.",
    step="Put your finger on the first node of {place}, and move it along edges alone.",
)
misconception(
    "path-ends-elsewhere",
    title="A path that does not lead from the source to the target",
    nudge="Where does {place} begin, and where does it end?",
    rule="The paths that count begin at the source and end at the target.",
    step="Follow {place} on until you reach the target, or begin it at the source.",
)
