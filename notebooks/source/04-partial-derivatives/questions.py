"""The questions of lesson 04, partial derivatives, and the checks that students run."""

import numpy as np

from graders.questions import (
    Lesson,
    choice,
    compare,
    designed,
    from_a_tape,
    function,
    gradient,
    number,
    part,
    predictions,
    repaired,
    table,
)

lesson = Lesson("04-partial-derivatives", needs=["01-tensors", "03-gradients"])
HUT = {"x": 1.65, "y": -2.35}


def hill(x, y):
    return 900.0 - 40.0 * x * x - 60.0 * y * y + 20.0 * x * y


def slopes_at(x, y):
    return np.array([-80.0 * x + 20.0 * y, -120.0 * y + 20.0 * x])


lesson.question("partial-slopes", "Two slopes of the hill", of=hill, at=HUT, asks=[
    gradient("slope_east", 1.0, wrt="x", title="To the east", praise="While you go east, `y` holds still."),
    gradient("slope_north", 1.0, wrt="y", title="To the north", praise="While you go north, `x` holds still."),
    from_a_tape("slope_east", 0.5, title="East from the tape"),
    from_a_tape("slope_north", 0.5, title="North from the tape"),
])  # fmt: skip


def asks_for_both(program):
    """Whether the tape is asked for both slopes: in one list or dictionary, or twice without using it up."""
    sources = [asked[1].replace(" ", "") for asked in program.asked() if len(asked) > 1]
    together = any(source[:1] in "[({" and {"x", "y"} <= set(source) for source in sources)
    return together or (len(sources) > 1 and program.calls("GradientTape") and "persistent" in program.source)


lesson.question(
    "partial-repair", "Three things to repair", of=hill, at={"x": 2.0, "y": -1.5}, given="broken",
    untouched="The program is as it was given. Copy it into the cell below it, and begin with its first lines.",
    asks=[repaired("slopes", 3.0, [
        part(
            "The variables", lambda program: program.watched("x") and program.watched("y"),
            "Which of the two does the tape watch by itself?", "The tape watches both.",
        ),
        part(
            "The formula", lambda program: compare(program.value("height"), hill(2.0, -1.5), name="").equal,
            "Compare each term of `height` with the formula of the hill.", "All four terms are there.",
        ),
        part(
            "The question to the tape", asks_for_both,
            "How many sources does the tape see here? What is the third argument of `gradient`?",
            "Both sources in one question.",
        ),
    ], title="The slopes", praise="The repaired program finds both slopes.")],
)  # fmt: skip

OWN = "A gradient has the shape of its source, whatever happens in between."
MADE, PRICE, FEE = np.array([[20.0, 12.0, 5.0], [24.0, 9.0, 8.0]]), np.array([3.0, 4.0, 6.5]), np.array(2.5)

lesson.question("partial-shapes", "Shapes and entries", given="a-shapes", untouched="The table still holds dots.", asks=[
    table("bakery", 3.0, {
        "shape by price": PRICE.shape, "first entry by price": MADE[:, 0].sum(),
        "shape by fee": FEE.shape, "by fee": -2.0 * MADE.size,
    }, words={
        "shape by price": {(2, 3): OWN, (): OWN, (1, 3): f"{OWN} Count the brackets of `price`."},
        "first entry by price": {
            20.0: "The first price is used on two days. What does each of them bring?",
            24.0: "The first price is used on two days. What does each of them bring?",
            37.0: "That is the sum of a row. The first price stands in the first column.",
            132.0: "That is money, a value. How fast does it change with the price?",
            60.0: "That is money, a value. How fast does it change with the price?",
            22.0: "Here entries are added up, and not averaged.",
        },
        "shape by fee": {(2, 3): OWN, (3,): OWN, (1,): "One number has no axis at all."},
        "by fee": {
            -2.0: "How often is the fee taken? It is broadcast to the whole table.",
            -6.0: "How often is it taken, and with which factor each time?",
            12.0: "Does more or less money stay when the fee grows?",
            -15.0: "That holds the value of the fee. How fast does the rest change when it grows?",
            -30.0: "That is all the money for fees, a value. How fast does it change?",
        },
    }, praise="So it is."),
])  # fmt: skip

lesson.question("partial-map", "Read a map", asks=[
    choice("steepest_place", 1.0, {
        "A": "A is the highest of the four. How far is it there to the next contour line?",
        "B": "B is far from the top. But how far is it there from one contour line to the next?",
        "C": "There the contour lines lie closest together: the most metres of height for each step.",
        "D": "Compare the gap between the contour lines at D with the gaps at the other places.",
    }, "C"),
])  # fmt: skip

EAST, NORTH = slopes_at(**HUT).tolist()
LENGTH = float(np.hypot(EAST, NORTH))

lesson.question("partial-way", "From the hut", of=hill, at=HUT, asks=[
    number("way_slope", 2.0, -0.8 * EAST + 0.6 * NORTH, title="The slope on the way", slips={
        "You added the slopes. How much of each does this way take?": EAST + NORTH,
        "That is the steepest slope. This way is another one.": LENGTH,
        "One sign is lost: this way goes to the west.": 0.8 * EAST + 0.6 * NORTH,
        "The way goes up there. Which sign has each part?": 0.8 * EAST - 0.6 * NORTH,
        "The two parts of the way are exchanged.": 0.6 * EAST - 0.8 * NORTH,
        "Multiply each slope with its part of the way, then add: one number.": [-0.8 * EAST, 0.6 * NORTH],
        "That is one part of it. What does the other part bring?": 0.6 * NORTH,
        "That is one part. What does the other part bring?": -0.8 * EAST,
        "Both parts are added, not multiplied.": -0.8 * EAST * 0.6 * NORTH,
    }, feedback="Multiply each slope with its part of the way, then add.",
       praise="Each part of the way brings its own slope."),
    number("small_change", 1.0, 0.03 * EAST - 0.02 * NORTH, title="The small change", slips={
        "You go south. What is the sign of that step?": 0.03 * EAST + 0.02 * NORTH,
        "That is how much the height really changes. Estimate it from the slopes at the hut.":
            hill(1.68, -2.37) - hill(1.65, -2.35),
        "The two steps are exchanged.": 0.03 * NORTH - 0.02 * EAST,
        "That is the new height. How much has it changed?": hill(**HUT) + 0.03 * EAST - 0.02 * NORTH,
    }, feedback="Slope times step, for each variable; then add.", praise="No height was computed for that."),
])  # fmt: skip


def level(step):
    """A way along which the hill neither rises nor falls at the hut."""
    if step.shape != (2,):
        return "`level_step` is to hold two numbers: kilometres east, kilometres north."
    long = float(np.hypot(*step))
    if long == 0:
        return "That is no way at all: its length is zero."
    slope = float(step @ slopes_at(**HUT)) / long
    if abs(slope) <= 0.01 * LENGTH:
        return True
    if abs(slope) >= 0.99 * LENGTH:
        return "That is the steepest way, up or down. The level way is at right angles to it."
    rise = "up" if slope > 0 else "down"
    return f"On this way it goes {rise}, with a slope of {slope:.4g} metres a kilometre. It should be 0."


lesson.question("partial-level", "Stay level", of=hill, at=HUT, given="a-level",
    untouched="`level_step` still holds dots. Put two numbers in their place.", asks=[
    designed("level_step", 2.0, level, title="The level way", praise="You walk along the contour line."),
])  # fmt: skip

lesson.question("partial-none", "What does the tape answer?", given="a-none", untouched="The list still holds dots.", asks=[
    predictions("answers", 2.0, [4.0, 0.0, None, "TypeError"], words={
        0: {
            2.5: "That is for `x`. Here `y` moves.",
            None: "A path leads from `y` to `z`.",
            10.0: "That is `z`, a value.",
            1.0: "While `y` moves, `x` is a factor.",
        },
        1: {
            None: "That is the usual answer. What does the last argument ask for?",
            8.0: "That is for `x`. Is `y` in `z` at all?",
            11.0: "That is for `x`, and the 3 has no slope. Is `y` in `z` at all?",
        },
        2: {
            4.0: "`w` was computed from `y` after the recording. Was `z` computed from `w`?",
            0.0: "Zero and None are not the same. Nobody asked for zeros here.",
            "TypeError": "`w` is a tensor, so it may be a source. Was `z` computed from it?",
        },
        3: {
            None: "What kind of thing is `y_number`? Can a tape know it?",
            4.0: "What kind of thing is `y_number`? Can a tape know it?",
            0.0: "What kind of thing is `y_number`? Can a tape know it?",
            "NameError": "The name is known. But what kind of thing does it hold?",
            "ValueError": "An error it is. Which one says that something is of the wrong kind?",
            "AttributeError": "An error it is. Which one says that something is of the wrong kind?",
            "RuntimeError": "An error it is. Which one says that something is of the wrong kind?",
        },
    }, praise="So it is."),
])  # fmt: skip


def steepest_way(x, y):
    slopes = slopes_at(float(x), float(y))
    return slopes / np.hypot(*slopes)


def ways(points, *places):
    """What is asked of `steepest(x, y)` at some places, which may be drawn."""
    return function("steepest", points, places, steepest_way, slips={
        "That is the gradient. Divide it by its length, so that the way has length 1.": slopes_at,
        "That is the steepest way down.": lambda x, y: -steepest_way(x, y),
        "That is the steepest slope, one number. The way has two: the gradient divided by it.":
            lambda x, y: np.hypot(*slopes_at(float(x), float(y))),
        "North and east are exchanged.": lambda x, y: steepest_way(x, y)[::-1],
        "Its two parts add up to 1. But its length is the root of the sum of their squares.":
            lambda x, y: slopes_at(x, y) / np.abs(slopes_at(x, y)).sum(),
        "It is divided by the square of its length. Is there a root missing?":
            lambda x, y: slopes_at(x, y) / (slopes_at(x, y) ** 2).sum(),
        "That way stays level. It is at right angles to the one that was asked for.":
            lambda x, y: steepest_way(x, y)[::-1] * np.array([1.0, -1.0]),
        "That points to the top. Is the hill equally steep on all of its sides?":
            lambda x, y: -np.array([x, y]) / np.hypot(x, y),
    }, tape=0.5 if points > 1 else 0.0, praise="Of length 1, and straight up.")  # fmt: skip


lesson.question("partial-steepest", "The steepest way", of=hill, at={"x": 3.0, "y": 2.0}, hidden=1, asks=[
    ways(3.0, (3.0, 2.0), (-1, 2)),
])
