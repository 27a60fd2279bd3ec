"""How a tape works, to be read in this order.

- `listeners`: who is told of operations, thread by thread.
- `tensor`: arrays that tapes can tell apart.
- `primitive`: an operation, its forward and its derivative rules; and how one is applied.
- `backward`: the record, and the pass that walks it from its end.
- `variable`: the tensors that change, and that tapes watch by themselves.
- `recording`: what a tape notes while its block runs.
- `tape`: what is asked for gradients.

What these lean on stands beside them: `asked` (what a tape is asked), `jacobian`, `evidence`.
"""
