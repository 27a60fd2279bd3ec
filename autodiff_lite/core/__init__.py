"""How a tape works. Read in this order, a quarter of an hour in all:

- `listeners`: who is told of operations, thread by thread.
- `tensor`: arrays that tapes can tell apart. Of the class Operand see the names alone; read Tensor.
- `primitive`: an operation, its forward and its derivative rules; and how one is applied, once plainly.
- `record`: what a tape notes of an operation.
- `recording`: what a tape does while its block runs. Read to the method read.
- `backward`: the pass that walks a record from its end. Read the function backward, not the quick one.
- `tape`: what is asked for gradients. Read gradient, then what it calls: the methods with an underscore.

Where x is a variable, this is the way of its gradient:

    with GradientTape() as tape:      the tape joins thread.listeners
        y = 3 * x                     operators call the function made from the row of multiply:
                                        x.read()  tells the listeners; the tape takes x as a leaf
                                        forward   3 * x, on arrays
                                        listener.record_short(multiply, three, x, y)
                                      the tape puts these four on its record, and its mark on y
    tape.gradient(y, x)               seeds_of  the upstream gradient of y: ones
                                      backward  hands it to the rule of multiply for x: up * 3
                                      what was found for the tensors that x was read as, added up

Which sign calls which row stands in functions/operators.py; how a row becomes a function in
functions/made.py; the rows, the table of derivatives, in table/.

What these lean on stands beside them, and can wait until it is met: `variable` (a tensor that changes),
`shaping` (the few rows that the core itself needs; sum_to undoes broadcasting), `rules_in_force` (rules, or
those put in their place), `on_arrays` (rules once more, for plain arrays, quicker), `convert` (numbers and
lists as tensors), `asked` and `seeds` (what a tape is asked, and where its gradient starts), `jacobian`,
`evidence` (what tells later why a gradient was None),
`writing` (what operations tell `ad.function`, while it writes a program).
"""
