"""Mistakes with the tape. They show in the program, and in a None or an error, not in a number.

What gives them away is read from the student's text, in `graders.diagnosis.program`.
"""

from __future__ import annotations

from graders.misconceptions.catalogue import misconception

misconception(
    "target-and-source-exchanged",
    title="Target and source exchanged",
    nudge="What do you differentiate, and by what? Look at the order in which `gradient` takes the two.",
    rule="`tape.gradient(target, source)`: first the result, then the variable.",
    step="Exchange the two arguments of `gradient`.",
)
misconception(
    "gradient-of-intermediate",
    title="The gradient of a step on the way",
    nudge="Is the first argument of `gradient` the final result, or a step on the way to it?",
    rule="`tape.gradient(target, source)` differentiates exactly the tensor that you name as target.",
    step="Name the last result as the target.",
)
misconception(
    "constant-not-watched",
    title="A constant that the tape does not watch",
    nudge="Does the tape know that you care about this tensor?",
    rule="A tape watches trainable variables by itself; a constant only after `tape.watch`.",
    step="Call `tape.watch` with the constant as the first line of the tape's block, or make it a variable.",
)
misconception(
    "integer-variable",
    title="A variable of whole numbers",
    nudge="Print the dtype of your variable.",
    rule="Only floating-point tensors have gradients: whole numbers cannot change a little.",
    step="Write the number with a decimal point when you make the variable.",
)
misconception(
    "non-trainable-variable",
    title="A variable that is not trainable",
    nudge="How was this variable made? Does the tape watch all variables?",
    rule="A tape watches variables only if they are trainable.",
    step="Leave `trainable=False` out, or watch the variable with `tape.watch`.",
)
misconception(
    "tape-used-twice",
    title="A tape used twice",
    nudge="How often do you ask this tape?",
    rule="A tape answers once and then lets go of its record, unless it was opened with `persistent=True`.",
    step="Ask for all gradients in one call with a list of sources, or open the tape with `persistent=True`.",
)
misconception(
    "computed-in-numpy",
    title="Computed in NumPy, where the tape does not see it",
    nudge="Which of your lines uses NumPy? Can the tape see what happens there?",
    rule="A tape records the engine's operations. `np.` functions and `.numpy()` leave it.",
    step="Replace each `np.` function between the variable and the result with the engine's own, and "
    "take `.numpy()` away.",
)
misconception(
    "variable-replaced-by-tensor",
    title="The variable was replaced by a tensor",
    nudge="Is the name still that of a variable when the tape is asked?",
    rule="`x = x + step` makes a tensor with the variable's name. A variable changes through `assign`.",
    step="Use `x.assign_add(...)` or `x.assign(...)`, or give the new tensor another name.",
)
misconception(
    "computed-outside-tape",
    title="Computed outside the tape",
    nudge="Which lines does the tape see? Look at the indentation.",
    rule="A tape records only what runs inside its `with` block.",
    step="Move every line from the variable to the result into the block.",
)
misconception(
    "caret-for-power",
    title="The sign `^` is no power in Python",
    nudge="Which sign stands for a power in Python?",
    rule="`x**n` is a power. `^` compares the bits of whole numbers.",
    step="Write `**` where `^` stands.",
)
misconception(
    "watched-too-late",
    title="Watched after it was used",
    nudge="When does the tape hear that it is to watch the constant? What was computed before?",
    rule="A tape notes only what is done with a tensor after `tape.watch`.",
    step="Make `tape.watch` the first line of the tape's block.",
)
misconception(
    "gradient-stopped",
    title="A `stop_gradient` lets no gradient through",
    nudge="Which operations lead from the variable to the result? Does each of them let a gradient through?",
    rule="`stop_gradient` hands its value on and acts as a constant on the way back.",
    step="Take `stop_gradient` away from the way by which the gradient is to come.",
)
misconception(
    "recording-stopped",
    title="Computed while the tape's recording was stopped",
    nudge="Which lines stand inside `stop_recording`?",
    rule="A tape notes nothing while its recording is stopped.",
    step="Move what leads to the result out of the `stop_recording` block.",
)
misconception(
    "value-assigned",
    title="The way leads through a variable's value",
    nudge="Where does the value of the variable come from? Does the variable know?",
    rule="A variable holds a number without history: what was stored with `assign` is not connected to what "
    "it was computed from.",
    step="Compute with the tensor itself, and call `assign` after the gradient was taken.",
)
misconception(
    "cast-to-whole-numbers",
    title="The way leads through whole numbers",
    nudge="Which dtype has each step on the way? Does it change a little when the variable does?",
    rule="Whole numbers, and numbers that were rounded, do not change a little: no gradient passes them.",
    step="Stay with floating-point numbers from the variable to the result.",
)
misconception(
    "not-connected",
    title="The result does not depend on this source",
    nudge="Does the source occur in what the target is computed from?",
    rule="A tape answers None where no recorded operation leads from the source to the target.",
    step="Compare the source in `gradient` with the variables in the formula.",
)
misconception(
    "source-made-anew",
    title="The source is a new tensor",
    nudge="Is the second argument of `gradient` the very variable that the formula uses?",
    rule="A tape knows tensors, not formulas: an entry of a variable that is taken again, or a computation "
    "in the arguments, makes a tensor that it has never seen.",
    step="Name the variable itself as source, and take the entry from the gradient.",
)
misconception(
    "source-as-upstream",
    title="A second source as the third argument of `gradient`",
    nudge="How many arguments does `gradient` take, and what is the third one for?",
    rule="`tape.gradient(target, sources)`: several sources stand in one list. A third argument is the "
    "upstream gradient, by which all answers are multiplied.",
    step="Write the sources as a list, `tape.gradient(target, [a, b])`.",
)
misconception(
    "none-for-a-gradient",
    title="None where there is a gradient",
    nudge="Is there a way from {place} to the result? Follow the operations.",
    rule="A tape answers None only where no recorded operation leads from the source to the target.",
    step="Find the operation that uses {place}, and follow its result onwards.",
)
misconception(
    "zero-for-none",
    title="Zero where a tape answers None",
    nudge="Is {place} used on the way to the result at all?",
    rule="Zero means that the result does not change just now; None means that no operation leads from the "
    "source to the target.",
    step="Look for {place} in the formula. Where it does not occur, a tape has None to say.",
)
misconception(
    "number-for-none",
    title="A number where a tape answers None",
    nudge="Which operation on the way to the result uses {place}?",
    rule="Where no recorded operation leads from a source to the target, its gradient is None.",
    step="Follow the operations from the result back. Do you arrive at {place}?",
)
misconception(
    "another-formula",
    title="The tape was given another formula",
    nudge="Compare your program's formula with the question's, term by term.",
    rule="A tape makes no slip. It differentiates exactly what you compute inside its block.",
    step="Write the question's formula and yours below each other. Where do they part?",
)
misconception(
    "started-elsewhere",
    title="The slope at another number",
    nudge="Which number did your variable hold when the tape recorded? Which one does the question name?",
    rule="A tape gives the slope at the number that the variable held when the tape recorded.",
    step="Make the variable with the number from the question, sign included, and run the cell again.",
)
