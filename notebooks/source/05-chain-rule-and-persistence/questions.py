"""The questions of lesson 05, the chain rule and tapes that persist, and the checks that students run."""

import numpy as np

import autodiff_lite as ad
from graders.questions import (
    Lesson,
    choice,
    choices,
    designed,
    function,
    gradient,
    part,
    pin,
    predictions,
    repaired,
    table,
)  # fmt: skip

lesson = Lesson("05-chain-rule-and-persistence", needs=["02-computational-graphs", "03-gradients", "04-partial-derivatives"])


def place(r):
    return 4.0 + 5.0 * r**2


def image(x):
    return 1.0 / (1.0 / 6.0 - 1.0 / x)


def image_by_turns(r):
    return image(place(r))


TURN = pin(
    20.0, "That is how fast the candle moves",
    nudge="One turn more moves the candle. What does the picture do then?",
    rule="A chain has a link for each step, and all of them are multiplied.",
    step="You have the first link. Multiply it by the second one.",
)  # fmt: skip
LINK = pin(
    -1.0 / 9, "That is how the picture moves with each centimetre of the candle",
    nudge="How many centimetres does the candle move with one turn?",
    rule="A chain has a link for each step, and all of them are multiplied.",
    step="You have the second link. Multiply it by the first one.",
)  # fmt: skip

ADDED = pin(
    20.0 - 1.0 / 9, "The links were added",
    nudge="One turn moves the candle 20 cm. What does each of these centimetres do to the picture?",
    rule="Along a chain the links are multiplied.",
    step="Put a times where your plus is.",
)  # fmt: skip
ELSEWHERE = {
    "nudge": "The formula for the picture takes centimetres. How many are they here?",
    "rule": "Each link has its slope at its own place: the outer one at x, where the inner one has arrived.",
    "step": "Put the distance of the candle into the outer slope, and not the turns.",
}  # fmt: skip
UNSQUARED = pin(
    -1.0 / 3, "That is y divided by x, without its square",
    nudge="Look at the table of section 1 again.",
    rule="The slope of y by x is a square with a minus in front of it.",
    step="Square the fraction first, and put the minus in front of it.",
)  # fmt: skip
PLACE = "The outer slope, taken at r and not at x"
LINKS = [TURN, LINK, ADDED, UNSQUARED, pin(-2.25, PLACE, **ELSEWHERE), pin(-45.0, PLACE, **ELSEWHERE)]

lesson.question(
    "chain-links", "Another lens, another crank", of=image_by_turns, at={"r": 2.0}, pinned=LINKS, asks=[
        gradient("inner", 0.5, of=place, at={"r": 2.0}, title="The candle by the turns", praise="So far the candle moves in one turn."),
        gradient("outer", 1.5, of=image, at={"x": 24.0}, wrt="x", title="The picture by the candle", praise="So far the picture moves with each centimetre."),
        gradient("turn_slope", 1.0, title="The picture by the turns", praise="Both links, multiplied."),
    ],
)  # fmt: skip

LENS = 10.0


def next_distance(x):
    return 42.0 - 1.0 / (1.0 / LENS - 1.0 / x)


def through(n, x):
    """The distance behind `n` lenses, and the slope of each of them at the distance where it is met."""
    links = []
    for _lens in range(n):
        links.append((x / LENS - 1.0) ** -2)
        x = next_distance(x)
    return x, links


def relayed(n, x):
    return float(np.prod(through(n, x)[1]))


RELAY_SLIPS = {
    "That is a distance. Asked is how fast it changes with the first one.": lambda n, x: through(n, x)[0],
    "What a chain brings is multiplied, not added.": lambda n, x: sum(through(n, x)[1]),
    "That is n times the first link. What is done with the links of a chain?": lambda n, x: n * relayed(1, x),
    "Each lens has a distance of its own, so each link has a slope of its own.": lambda n, x: relayed(1, x) ** n,
    "The sign is turned around. What does `next_distance` do to it a second time?": lambda n, x: -relayed(n, x),
    "That is n times too much. The tape walks through all lenses by itself.": lambda n, x: n * relayed(n, x),
    "That is the first link alone. How many lenses are there?": lambda n, x: relayed(1, x),
    "That is the last link alone. Where does your tape begin?": lambda n, x: through(n, x)[1][-1],
    "That is one lens too few.": lambda n, x: relayed(n - 1, x),
    "That is one lens too many.": lambda n, x: relayed(n + 1, x),
    "A thing by itself has the slope 1. Which name still holds the variable?": lambda n, x: 1.0,
    "That is the slope at 30 cm. Does your function use its `x`?": lambda n, x: relayed(n, 30.0),
    "That is the slope behind two lenses. Does your function use its `n`?": lambda n, x: relayed(2, x),
}  # fmt: skip

lesson.question("chain-relay", "From lens to lens", hidden=1, asks=[
    function(
        "relay_slope", 2.0, [(2, 30.0), (5, 24.0)], relayed, tape=0.5, rounding=False, slips=RELAY_SLIPS,
        praise="The slope behind all lenses.",
    ),
])  # fmt: skip

OTHER_TARGET = "Its target is `q` or `p`, and not `y`. One call has one target."
SIX = {
    "dy/dq": "", "dy/dp": "", "dy/dx": "", "dq/dp": OTHER_TARGET, "dq/dx": OTHER_TARGET, "dp/dx": OTHER_TARGET,
}  # fmt: skip

lesson.question("chain-once", "What one call can give", asks=[
    choices(
        "one_call", 1.0, SIX, [key for key, words in SIX.items() if not words], title="One call",
        praise="One target, and as many sources as you like.",
    ),
    choice("keep_when", 1.0, {
        "always": "It keeps every value in memory until you let go. For one question that buys nothing.",
        "for several sources": "A list does that: `tape.gradient(y, [x, p, q])` is one call.",
        "for several questions": "One recording, asked again and again: that is what it is for.",
        "for speed": "It keeps more, and computes nothing faster.",
        "for second derivatives": "Those need a tape around a tape (lesson 06).",
    }, "for several questions", title="When to keep the record"),
])  # fmt: skip

FOCUS, CANDLE = 6.0, 24.0


def lens_ledger():
    """Every line of the ledger, from the links of the chain."""
    q = 1.0 / FOCUS - 1.0 / CANDLE
    y = 1.0 / q
    to_p, to_q, to_y, to_size = -(CANDLE**-2), -1.0, -(q**-2), 1.0 / CANDLE
    straight, around = y * to_p, to_size * to_y * to_q * to_p
    return {
        "y by x": to_y * to_q * to_p, "size by y": to_size, "size by q": to_size * to_y,
        "size by p": to_size * to_y * to_q, "size directly": straight, "size through y": around,
        "size by x": straight + around, "y by size": None,
    }  # fmt: skip


LINES = lens_ledger()
SIGN = "The sign is lost on the way."
PATHS = "There are two ways from `x` to `size`. What do you do where ways meet?"
ONE = "That is one of two ways from `x` to `size`."

lesson.question(
    "chain-ledger", "The ledger of the picture's size", given="a-ledger",
    untouched="No line is filled in yet. You may ask a tape.", asks=[
    table(
        "ledger", 4.0, lambda question: lens_ledger(), words={
            "y by x": {1 / 9: SIGN, -64.0: "That is dy/dq. Two more links lead to `x`.", 64.0: "That is only a part of the chain.", 8.0: "That is `y` itself.", -1 / 576: "That is dp/dx. Two more links lead to `y`."},
            "size by y": {1 / 8: "`y` goes up in a fraction. What is it divided by?", 1 / 3: "That is `size` itself. How much does it grow when `y` grows by 1?", 24.0: "`y` is divided by that."},
            "size by q": {8 / 3: SIGN, 1 / 8: "That is `q` itself.", 1 / 24: "That is the last link. One more leads from `q` to `y`.", -64.0: "That is dy/dq. One more link leads to `size`."},
            "size by p": {1 / 24: "That is `p` itself. It is also the last link, and two more lead to `p`.", -8 / 3: "`q` is 1/6 minus `p`: the sign turns once more.", 64.0: "That is dy/dp. One more link leads to `size`."},
            "size directly": {
                LINES["size by x"]: "Both ways together bring that. Hold `y` still.", 1 / 72: SIGN,
                LINES["size through y"]: "That is the other way.", 0.0: "`x` goes directly into the division.",
                1 / 24: "That is the slope by `y`. Here `x` changes, below the line.",
                -1 / 576: "That is the slope of 1/x alone. What stands above the line?",
            },
            "size through y": {
                -LINES["size through y"]: SIGN, LINES["size by x"]: "Both ways together bring that.",
                LINES["size directly"]: "That is the other way.", 1 / 24: "From `y` the chain goes on to `x`.", -1 / 9: "That is dy/dx. One more link leads to `size`.",
            },
            "size by x": {
                LINES["size directly"]: ONE, LINES["size through y"]: ONE,
                LINES["size directly"] * LINES["size through y"]: PATHS, -LINES["size by x"]: SIGN,
                LINES["size directly"] - LINES["size through y"]: PATHS,
                1 / 3: "That is `size` itself, and not how it changes.", -1 / 9: "That is dy/dx. `size` is asked.",
            },
            "y by size": {
                0.0: "Zero would say: nothing changes. What does a tape answer where no way leads there?",
                24.0: "You turned a fraction around. But does the record lead from `size` to `y`?",
            },
        },
        praise="This line is right.",
    ),
])  # fmt: skip


def six_programs():
    """The six programs of the notebook, run: what each of them prints."""
    found = []
    for number in range(6):
        x = ad.Variable(2.0, trainable=number != 3)
        with ad.GradientTape(persistent=True) as tape:
            u = x * x
            kept = u * ad.stop_gradient(u)
            with tape.stop_recording():
                unseen = u * 3.0
            mixed = unseen * x
        if number == 1:
            x.assign(5.0)
        target = {0: u * 3.0, 2: kept, 4: mixed}.get(number, u)
        answer = tape.gradient(target, x + 1.0 if number == 5 else x)
        found.append(None if answer is None else float(answer))
    return found


ZERO = "Zero is a number. What does a tape answer where its record leads nowhere?"

lesson.question("chain-survive", "What does the tape still know?", asks=[
    predictions("answers", 3.0, lambda question: six_programs(), words={
        0: {12.0: "Right for the formula. But where does the line of `w` stand?", 0.0: ZERO},
        1: {10.0: "That is the slope at 5. Which `x` was it when the tape wrote?", None: "A variable may change. The record stays."},
        2: {32.0: "That is the slope of u * u with both factors free.", 0.0: ZERO, None: "Only one of the two factors is held still."},
        3: {4.0: "Watched or not: what does `trainable=False` tell the tape?", 0.0: ZERO},
        4: {0.0: ZERO, 4.0: "That is the slope of `u`. What is `w`?", 36.0: "The tape did not see how `k` came from `x`.", None: "`k * x` itself is recorded, and `x` goes into it."},
        5: {4.0: "Which thing is called `x` when you ask?", 6.0: "Which thing is called `x` when you ask?", 0.0: ZERO},
    }, praise="That is what it answers."),
])  # fmt: skip


def repaired_size(x):
    return 1.0 / (1.0 / 5.0 - 1.0 / x) / x


def repaired_image(x):
    return 1.0 / (1.0 / 5.0 - 1.0 / x)


def still_the_variable(program):
    """`x` is moved by one of its own methods, and not replaced by a tensor."""
    return program.made_by("x") == "Variable"


lesson.question(
    "chain-repair", "Three things to repair", of=repaired_size, at={"x": 30.0}, given="broken",
    # A list of targets is recorded well; it is not what was asked.
    silence=["computed-outside-tape"],
    untouched="The program is as it was given. Copy it into the cell below it, and repair it there.", asks=[
        repaired("size_slope", 3.0, [
            part(
                "The variable",
                lambda program: "trainable=False" not in program.source.replace(" ", "") or program.calls("watch"),
                "Does the tape watch `x`? Look at how it was made.",
                "The tape watches `x`.",
            ),
            part(
                "The move",
                still_the_variable,
                "Print `x` after its second line. Is it still a variable? Lesson 01 moved one in another way.",
                "`x` has moved and is still the variable.",
            ),
            part(
                "The recording",
                lambda program: program.recorded("size"),
                "Which lines does the tape see? It has to see every step from `x` to `size`.",
                "Every step from `x` to `size` is recorded.",
            ),
        ], title="The slope of the size", praise="The repaired program finds it."),
        gradient("y_slope", 1.0, of=repaired_image, by_tape=True, title="The second question", praise="So fast the picture itself moves."),
    ],
)  # fmt: skip


def moves_as_fast(distance):
    if distance.size != 1:
        return "Give one distance."
    x = float(distance.reshape(()))
    if x <= 4.0:
        return "Nearer than 4 cm, or at 4 cm, this lens makes no picture on a screen. Go farther away."
    speed = (1.0 / (1.0 / 4.0 - 1.0 / x) / x) ** 2
    if abs(speed - 1.0) <= 0.02:
        return True
    return f"At {x:g} cm the picture moves {speed:.3g} cm for each centimetre of the candle."


lesson.question("chain-design", "As fast as the candle", asks=[
    designed("x_same", 2.0, moves_as_fast, title="The distance", praise="One centimetre here, one centimetre there."),
])  # fmt: skip
