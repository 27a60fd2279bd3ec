"""How a tape works, to be read in this order.

- `listeners`: who is told of operations, thread by thread.
- `tensor`: arrays that tapes can tell apart.
- `primitive`: an operation, its forward and its derivative rules; and how one is applied.
- `record`: what a tape notes of an operation.
- `backward`: the pass that walks a record from its end.
- `variable`: the tensors that change, and that tapes watch by themselves.
- `recording`: what a tape notes while its block runs.
- `tape`: what is asked for gradients.

What these lean on stands beside them, and can wait until it is met: `shaping` (the few operations that the
core itself needs), `rules_in_force` (rules, or those put in their place), `on_arrays` (rules once more, for
plain arrays, quicker), `convert` (numbers and lists as tensors), `asked` and `seeds` (what a tape is asked,
and where its gradient starts), `jacobian`, `evidence` (what tells later why a gradient was None).
"""
