"""The questions of lesson 02, computational graphs, and the checks that students run."""

import numpy as np

from graders.questions import (
    Criterion,
    Lesson,
    ask,
    choices,
    compare,
    counterexample,
    function,
    gradient,
    number,
    order,
    pin,
    table,
)  # fmt: skip

SPEED, REACTION, BRAKES = 30.0, 0.8, 6.0

lesson = Lesson("02-computational-graphs", needs=["01-tensors"])


def stopping(v, t, a):
    return v * t + v * v / (2.0 * a)


def overtaking(v, u, lead):
    return v * (lead / (v - u))


def rows_of(v, t, a):
    """The graph of `stopping` as data: for each result its inputs, each with its local derivative."""
    square, twice = v * v, 2.0 * a
    return {
        "reaction": [("v", t), ("t", v)],
        "square": [("v", v), ("v", v)],
        "twice": [("a", 2.0)],
        "brake": [("square", 1.0 / twice), ("twice", -square / twice**2)],
        "dist": [("reaction", 1.0), ("brake", 1.0)],
    }


def ledger_of(rows):
    """What comes back to each name of a graph, from the last row to the first."""
    gradients = {list(rows)[-1]: 1.0}
    for output, inputs in reversed(rows.items()):
        for name, local in inputs:
            gradients[name] = gradients.get(name, 0.0) + gradients[output] * local
    return gradients


lesson.question("graphs-order", "An order that works", asks=[
    order(
        "trip_order", 1.0, ["way", "litres", "fuel", "tolls", "total"],
        {"litres": ["way"], "fuel": ["litres"], "tolls": ["way"], "total": ["fuel", "tolls"]},
        praise="Everything is there when it is needed.",
    ),
])  # fmt: skip

lesson.question("graphs-formula", "From the graph to the formula", hidden=1, asks=[
    function("overtake", 2.0, [(30.0, 20.0, 50.0), (25.0, 22.0, 64.0)], overtaking, rounding=False, slips={
        "Which of the two goes first into `subtract`?": lambda v, u, lead: v * lead / (u - v),
        "Which of the two goes first into `divide`?": lambda v, u, lead: v * (v - u) / lead,
        "Which input goes into `multiply`, beside `time`?": lambda v, u, lead: u * lead / (v - u),
        "That is `time`. One operation is left.": lambda v, u, lead: lead / (v - u),
        "Python divides before it subtracts. Which brackets are missing?": lambda v, u, lead: v * lead / v - u,
        "The picture multiplies in its last operation.": lambda v, u, lead: v + lead / (v - u),
    }, praise="That is what the graph computes."),
])  # fmt: skip


def again(name, right, source):
    """Which results must be computed again when one input changes."""
    away = f"Follow the arrows forwards from `{source}`. Do they lead there?"
    options = dict.fromkeys(["reaction", "square", "twice", "brake", "dist"], away)
    said = f"You followed the arrows from `{source}`."
    return choices(name, 1.0, options, right, title=f"When `{source}` changes", praise=said)


lesson.question("graphs-reach", "What must be computed again?", asks=[
    again("again_a", ["twice", "brake", "dist"], "a"),
    again("again_t", ["reaction", "dist"], "t"),
])  # fmt: skip

TURN = "Each input has its own value there. Nudge one input: by what is the nudge multiplied?"
VALUE = "That is a value. How much does it change when this input grows by 1?"
ROW_SLIPS = {
    ("reaction", "v"): {SPEED: TURN, 24.0: VALUE},
    ("reaction", "t"): {REACTION: TURN, 24.0: VALUE},
    ("square", "v"): {60.0: "Both arrows together bring that. Each has its own number.", 900.0: VALUE},
    ("twice", "a"): {6.0: TURN, 12.0: VALUE},
    ("brake", "square"): {
        12.0: "`brake` is divided by that. By which number is a nudge of `square` multiplied?",
        900.0: VALUE,
        75.0: VALUE,
    },
    ("brake", "twice"): {
        6.25: "Does `brake` get longer or shorter when `twice` grows?",
        -75.0: "Look at the last line of the table of local derivatives again, at its square.",
        75.0: VALUE,
        1.0 / 12: "That is for the first input of a division. `twice` is the second.",
    },
    ("dist", "reaction"): {24.0: VALUE},
    ("dist", "brake"): {75.0: VALUE},
}
FORM = 'Each row has three parts: `["litres", ["way"], [0.05]]`.'


def rows_given(value):
    """A student's rows by output, as pairs of input and number, and what is wrong with single rows.

    Where nothing can be read, there are no rows, and words in their place.
    """
    if not isinstance(value, list) or not value:
        return None, f"`rows` is to be a list of rows. {FORM}"
    read, faults = {}, {}
    for place, row in enumerate(value):
        if not isinstance(row, list) or not row or not isinstance(row[0], str):
            return None, f"`rows[{place}]` cannot be read. {FORM}"
        output = row[0].strip()
        if output in read:
            faults[output] = f"There are two rows for `{output}`. Each result has one."
            continue
        read[output] = []
        if len(row) != 3:
            faults[output] = f"This row has {len(row)} parts. {FORM}"
            continue
        inputs, locals_ = (part if isinstance(part, list) else [part] for part in _plain(row[1:]))
        if len(inputs) != len(locals_):
            faults[output] = (
                f"Inputs: {len(inputs)}, local derivatives: {len(locals_)}. "
                "It needs one number for each arrow that goes in."
            )
            continue
        # A constant has no arrow of its own; who wrote it down has done nothing wrong.
        read[output] = [
            (name.strip(), local)
            for name, local in zip(inputs, locals_, strict=True)
            if isinstance(name, str) and not name.strip().replace(".", "").isdigit()
        ]
    return read, faults


def _plain(parts):
    return [part.tolist() if isinstance(part, np.ndarray) else part for part in parts]


@ask(3.0, "rows")
def graph_as_rows(question, answers):
    """The graph as data, row by row; then whether the rows hang together in an order that works."""
    right = rows_of(SPEED, REACTION, BRAKES)
    given, faults = rows_given(answers.value("rows"))
    if given is None:
        yield Criterion("The rows", 3.0, False, faults)
        return
    for output, inputs in right.items():
        told = faults.get(output) or _row(output, inputs, given)
        yield Criterion(f"The row `{output}`", 0.5, not told, told, "Inputs and numbers are right.")
    wired = all(_names(given.get(output, [])) == _names(inputs) for output, inputs in right.items())
    late = next((row for place, row in enumerate(given) if _needs(row, given) - set(list(given)[:place])), None)
    told = "This is judged once every row has its inputs." if not wired else (
        f"The row `{late}` stands before a row that it needs." if late else ""
    )  # fmt: skip
    yield Criterion("An order that works", 0.5, not told, told, "Each row stands after the rows it needs.")


def _names(inputs):
    return sorted(name for name, _ in inputs)


def _needs(output, given):
    return {name for name, _ in given[output] if name in given}


def _row(output, inputs, given):
    """What is wrong with a row; empty where nothing is."""
    if output not in given:
        return f"There is no row for `{output}` yet."
    if _names(given[output]) != _names(inputs):
        listed = ", ".join(f"`{name}`" for name, _ in given[output]) or "nothing"
        return f"Into `{output}` goes {listed}, you say. Which arrows lead into it, and how many?"
    for name, local in given[output]:
        if local == "...":
            return "Its numbers are still `...`."
        wanted = next(right for other, right in inputs if other == name)
        found = compare(local, wanted, name=f"{output} by {name}")
        if not found.equal:
            slips = ROW_SLIPS[output, name].items()
            said = [words for slip, words in slips if compare(local, slip, name="").equal]
            return " ".join([found.feedback, *said[:1]])
    return ""


lesson.question("graphs-rows", "The graph as data", asks=[graph_as_rows])

ROWS = rows_of(SPEED, REACTION, BRAKES)
LEDGER = ledger_of(ROWS)
LEDGER["v from square"] = sum(LEDGER["square"] * local for _, local in ROWS["square"])
MORE = "Which arrows leave it? What does each of them bring back, and what do you do with it?"
HEIGHT = "That is the value of it, which you read forwards. What comes back to it?"

lesson.question(
    "graphs-ledger", "The ledger", given="a-ledger", untouched="No line is filled in yet. Begin below `dist`.", asks=[
    table(
        "ledger", 4.0,
        {key: LEDGER[key] for key in ("reaction", "brake", "square", "twice", "t", "a", "v from square", "v")},
        words={
            "reaction": {24.0: HEIGHT, REACTION: "That is on another arrow."},
            "brake": {75.0: HEIGHT},
            "square": {12.0: "`brake` is divided by that. By which number is a nudge of `square` multiplied?", 900.0: HEIGHT, 75.0: MORE},
            "twice": {6.25: "The sign is lost.", -75.0: "Check the number on that arrow.", 12.0: HEIGHT, 2.0: MORE},
            "t": {24.0: HEIGHT, REACTION: "That is its own value. Which number is on its arrow?"},
            "a": {
                12.5: "The sign is lost.",
                -6.25: "One more arrow leads from `twice` to `a`.",
                6.25: MORE, 2.0: "Along a path you multiply. What came back to `twice`?", 6.0: HEIGHT,
                -150.0: "Check the number on the arrow from `twice` to `brake`.",
            },
            "v from square": {
                2.5: "That is what one arrow brings. How many arrows lead from `v` to `square`?",
                6.25: "What two arrows bring is added, not multiplied.",
                60.0: "Along a path you multiply. What came back to `square`?",
                30.0: "Along a path you multiply. What came back to `square`?",
            },
            "v": {
                3.3: "`v` goes into `square` twice. Both arrows bring something.",
                5.0: "How many arrows leave `v`? All of them bring something, and it is added up.",
                0.8: "How many arrows leave `v`? All of them bring something, and it is added up.",
                2.5: "How many arrows leave `v`? All of them bring something, and it is added up.",
                4.0: "Along one path you multiply. What do you do where paths meet?",
                2.0: "Along one path you multiply. What do you do where paths meet?",
                60.8: "Along a path you multiply. What came back to `square`?",
                99.0: "That is `dist` itself, read forwards.",
            },
        },
        praise="This line is right.",
    ),
])  # fmt: skip

# Nobody has met a rule for products or powers yet: what these explain is a path or an arrow left out.
RULES = (
    "product-term-missing", "product-of-derivatives", "coefficient-dropped", "constant-does-not-vanish", "minus-lost",
    "total-instead-of-partial", "other-variable-not-held-fixed", "exponent-not-lowered", "wrong-order-of-derivative",
    "secant-instead-of-tangent",
)  # fmt: skip

lesson.question(
    "graphs-rain", "The same road in the rain", of=stopping, at={"v": 24.0, "t": 1.75, "a": 4.0}, silence=RULES,
    pinned=[
        pin(
            18.0,
            "The sign of an arrow is lost",
            nudge="Better brakes: does the distance get longer or shorter?",
            rule="The second input of a division has a local derivative with a minus.",
            step="Write the number on the arrow from `twice` to `brake` again.",
        ),
        pin(
            -9.0,
            "One arrow is left out",
            nudge="How many arrows lie between `a` and the distance?",
            rule="Along a path all local derivatives are multiplied.",
            step="That came back to `twice`. Go on to `a`.",
        ),
    ],
    asks=[
        number("rain_dist", 0.5, lambda question: question.value(), title="The distance", slips={
            "Only `square` is divided by `2 · a`, and by all of it: which brackets are missing?":
                lambda question: 24.0 * 1.75 + 24.0 * 24.0 / 2.0 * 4.0,
            "Where is the 2?": lambda question: 24.0 * 1.75 + 24.0 * 24.0 / 4.0,
            "That is one of two parts.": lambda question: 24.0 * 24.0 / 8.0,
        }, praise="So far you drive in the rain."),
        gradient("rain_v", 1.5, wrt="v", title="By the speed", praise="Three paths, added up."),
        gradient("rain_a", 1.0, wrt="a", title="By the brakes", praise="Better brakes: a shorter way."),
    ],
)  # fmt: skip


def longer_grows_faster(speed):
    """The claim: of `reaction` and `brake`, the longer one also grows faster with the speed."""
    v = float(speed.reshape(()))
    longer = v * v / (2.0 * BRAKES) - v * REACTION
    faster = v / BRAKES - REACTION
    return longer * faster > 0 and not np.isclose(faster, 0.0, atol=1e-9)


def has_a_longer_part(speed):
    if speed.size != 1:
        return "Give one speed."
    v = float(speed.reshape(()))
    if v <= 0:
        return "A speed is a number above 0."
    if np.isclose(v * REACTION, v * v / (2.0 * BRAKES), rtol=1e-6):
        return "At this speed no part is the longer one: both are equal."
    return True


lesson.question("graphs-claim", "Is your friend right?", asks=[
    counterexample(
        "slow_speed", 2.0, longer_grows_faster, fits=has_a_longer_part,
        feedback="At this speed your friend is right. Compute both parts, and both gradients, at other speeds.",
        praise="One part is longer there, and does not grow faster than the other. Value and gradient are two things.",
    ),
])  # fmt: skip

CONVOY = {
    "car_twice": [], "square": [], "reaction": [], "truck_twice": [],
    "car_brake": ["square", "car_twice"], "truck_brake": ["square", "truck_twice"],
    "car_dist": ["reaction", "car_brake"], "truck_dist": ["reaction", "truck_brake"],
    "gap": ["truck_dist", "car_dist"],
}  # fmt: skip
FIRST_COLUMN = ("car_twice", "square", "reaction", "truck_twice")
PICTURE = {name: "A" if name in FIRST_COLUMN else "B" for name in CONVOY}
MOST = 5


def crossing(worker):
    """The results that one worker computes and the other one needs."""
    return sorted(
        {name for output, inputs in CONVOY.items() for name in inputs if worker[name] != worker[output]}
    )


def arrows(worker):
    return sum(worker[name] != worker[output] for output, inputs in CONVOY.items() for name in inputs)


def shares_of(value):
    """Who computes what, as a student wrote it; or words on what cannot be read."""
    if not isinstance(value, dict):
        return None, "`worker` is to be a dictionary with \"A\" or \"B\" for each of the nine results."  # fmt: skip
    for name in CONVOY:
        if name not in value:
            return None, f"Who computes `{name}`? It is missing in `worker`."
    for name, who in value.items():
        if name not in CONVOY:
            return None, f"`worker[{name!r}]`: there is no such operation in the picture."
        if not isinstance(who, str) or who.strip().upper() not in ("A", "B"):
            return None, f"`worker[{name!r}]` is to be the text \"A\" or \"B\"."  # fmt: skip
    return {name: value[name].strip().upper() for name in CONVOY}, ""


@ask(2.0, "worker")
def a_good_cut(question, answers):
    """Fair shares and little that crosses; the picture's own cut earns nothing."""
    worker, problem = shares_of(answers.value("worker"))
    if worker is None:
        yield Criterion("The cut", 2.0, False, problem)
        return
    shares = list(worker.values())
    most = max(shares.count("A"), shares.count("B"))
    if most > MOST:
        yield Criterion("The cut", 2.0, False, f"One worker has {most} operations. At most {MOST} are fair.")
        return
    sent = crossing(worker)
    listed = f"In your cut {len(sent)} results cross: {', '.join(f'`{name}`' for name in sent)}."
    better, best = len(sent) < len(crossing(PICTURE)), len(sent) <= 2
    yield Criterion("Less than in the picture", 0.5, better, listed, "Fewer results cross than in the picture.")
    more = f"{listed} Two are enough." if better else "First let less cross than in the picture."
    yield Criterion("As little as can be", 1.5, best, more, "No fair cut does with less.")


lesson.question(
    "graphs-cut", "Work for two", given="a-cut",
    untouched="The cut is still the one of the picture. Count what crosses it, then change its letters.", asks=[
    number(
        "sent", 1.0, lambda question: len(crossing(PICTURE)), title="What crosses", rounding=False,
        slips={
            "You counted arrows. A result that two operations of the other worker need is sent once.":
                lambda question: arrows(PICTURE),
        },
        feedback="Count the results of worker A that worker B needs.",
        praise="Each of them is sent once.",
    ),
    a_good_cut,
])  # fmt: skip
