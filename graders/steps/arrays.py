"""The backward pass on whole tensors without the last step of broadcasting: nothing is summed back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def unsummed(tape: Any, target: Any, source: Any) -> NDArray[np.float64] | None:
    """The gradient of `target` by `source` with an entry for each use that broadcasting made of the source.

    None if nothing was broadcast on the way, or if the unsummed gradient has no meaning further back.
    """
    sources = {id(tensor) for tensor in tape.tensors_of(source)}
    shape = tuple(source.shape)
    found: dict[int, Any] = {id(target): np.ones(np.shape(target.array))}
    try:
        with np.errstate(all="ignore"):
            for primitive, inputs, output, attributes in reversed(tape.entries):
                upstream = found.pop(id(output), None) if id(output) not in sources else None
                if upstream is None:
                    continue
                for x, brought in zip(
                    inputs, _brought(primitive, upstream, output, inputs, attributes), strict=True
                ):
                    if brought is not None and tape.is_tracked(x):
                        before = found.get(id(x))
                        found[id(x)] = brought if before is None else before + brought
    except (ValueError, TypeError, IndexError):
        return None
    parts = [found[key] for key in sources if key in found]
    if not parts:
        return None
    total = np.asarray(sum(parts[1:], parts[0]), dtype=np.float64)
    return None if total.shape == shape else total


def _brought(primitive: Any, upstream: Any, output: Any, inputs: Any, attributes: Any) -> list[Any]:
    values = [np.asarray(x.array, dtype=np.float64) for x in inputs]
    result = np.asarray(output.array, dtype=np.float64)
    if not primitive.rules and primitive.joint_rule is not None:
        return list(primitive.joint_rule(upstream, result, *values, **attributes))
    return [
        None if rule is None else rule(upstream, result, *values, **attributes) for rule in primitive.rules
    ]
