"""Straight-line NumPy programs out of what tapes record: what `ad.function` runs.

Read in this order: `trace` runs a function once and notes each operation; `program` is the list of them, and
makes the list of its derivative by tracing the backward pass; `write` turns a list into Python, which
`standalone` completes to a text that needs NumPy alone; `run` carries a program out, and has tapes record it
as one operation. On top, `concrete` is what one signature becomes, and `function` finds it for what it is
given (`signature`, `tensor_spec`). Nothing here knows an operation by name, but for the signs of a few in
`write`.
"""
