"""The questions of lesson 07, minimise a function, and the checks that students run."""

import math
import re

import autodiff_lite as ad
from graders.questions import (
    Criterion,
    Lesson,
    after_steps,
    ask,
    choice,
    designed,
    drawn,
    from_a_tape,
    function,
    gradient,
    one_of,
    part,
    predictions,
    repaired,
    table,
)

lesson = Lesson("07-minimise-a-function", needs=["01-tensors", "04-partial-derivatives"])

VILLAGES = [[0.0, 0.0], [6.0, 0.0], [2.0, 5.0]]


def metal(r):
    return 2.0 * math.pi * ad.square(r) + 2000.0 / r


def steepness(r):
    """The slope of the metal, in plain numbers."""
    return 4.0 * math.pi * r - 2000.0 / (r * r) if r else math.inf


def walked(start, rate, steps, ask_again=True):
    """Where a walk against the slope ends; `ask_again` says whether the slope is asked for at each place."""
    place, slope = start, steepness(start)
    for _ in range(int(steps)):
        slope = steepness(place) if ask_again else slope
        place -= rate * slope
        if not math.isfinite(place) or abs(place) > 1e12:
            return math.inf
    return place


BEST = walked(5.0, 0.02, 400)

lesson.question("descent-first", "The first step", of=metal, at={"r": 7.5}, asks=[
    gradient("first_slope", 1.0, title="The slope", praise="More radius, more metal: the tin is too flat."),
    after_steps("first_next", 1.0, rate=0.02, steps=1, title="After one step", praise="A narrower tin, as it should be."),
])  # fmt: skip


def tried(points, *walks):
    """What is asked of `descend(start, rate, steps)` for some walks, which may be drawn."""
    return function("descend", points, walks, walked, slips={
        "The slope was asked for once, before the loop. Each place has its own.": lambda start, rate, steps: walked(start, rate, steps, False),
        "You climb: the slope is taken off, not added.": lambda start, rate, steps: walked(start, -rate, steps),
        "That is one step too many.": lambda start, rate, steps: walked(start, rate, steps + 1),
        "That is one step too few.": lambda start, rate, steps: walked(start, rate, steps - 1),
        "That is after one step. Does the `return` stand inside of the loop?": lambda start, rate, steps: walked(start, rate, 1),
        "That is the metal. The radius was asked for.": lambda start, rate, steps: 2.0 * math.pi * walked(start, rate, steps) ** 2 + 2000.0 / walked(start, rate, steps),
        "That is where it started. Does the variable change?": lambda start, rate, steps: start,
        "The rate is left out.": lambda start, rate, steps: walked(start, 1.0, steps),
    }, tape=0.5 if points > 1 else 0.0, praise="It walks there.")  # fmt: skip


lesson.question("descent-descend", "The loop", hidden=1, asks=[tried(3.0, (4.0, 0.01, 3), (8.0, 0.02, 5))])

RATES = (0.001, 0.02, 0.05, 0.06)
SLOW, FAST = "Look at its first step: is it long or short?", "Does it get closer to the dashed line, or not?"

lesson.question("descent-rates", "Which walk had which rate?", given="a-rates", untouched="The dictionary still holds dots.", asks=[
    table("rates", 2.0, dict(zip("BDAC", sorted(RATES), strict=True)), words={
        "A": {0.06: FAST, 0.02: "It jumps over the line.", 0.001: SLOW},
        "B": {0.02: SLOW, 0.05: SLOW, 0.06: SLOW},
        "C": {0.05: FAST, 0.02: FAST, 0.001: SLOW},
        "D": {0.05: "It does not jump over the line and back.", 0.001: SLOW, 0.06: FAST},
    }, praise="So it is."),
])  # fmt: skip


def arrives_far(rate):
    """A rate that is as large as it may be: it arrives, and is above nine tenths of 2 / A''."""
    if rate.size != 1:
        return "Give one rate."
    rate = float(rate.reshape(()))
    if rate <= 0:
        return "A rate is a number above 0."
    limit = 2.0 / (4.0 * math.pi + 4000.0 / BEST**3)
    end = walked(6.0, rate, 500)
    if not abs(end - BEST) < 0.01:
        return f"With this rate the walk is at {end:.4g} after 500 steps. The bottom is at {BEST:.4g}."
    return rate >= 0.9 * limit or "It arrives. But a larger rate arrives, too. What does the rule with the second derivative say?"


lesson.question("descent-largest", "As large as possible", asks=[
    designed("largest", 2.0, arrives_far, title="The rate", praise="A little more, and it would not arrive."),
])  # fmt: skip


@ask(1.0, "r")
def still_a_variable(question, answers):
    """Whether `r` is set as a variable, and changed without being set anew."""
    answers.value("r")
    set_to = [each for each in re.findall(r"(?m)^[ \t]*r[ \t]*=(?!=)(.*)$", answers.source("r")) if each.strip() != "..."]
    passed = bool(set_to) and all("Variable(" in each for each in set_to)
    told = "`r - ...` is a new tensor, and `r` is its name then. How is a variable changed?"
    yield Criterion("Still a variable", 1.0, passed, told if len(set_to) > 1 else "Where is `r` made a variable?", "The tape knows it in every round.")


lesson.question("descent-repair", "Three things to repair", asks=[
    repaired("r", 3.0, [
        part("The kind of number", lambda program: program.kind("r") == "f",
             "What kind of number does `Variable(4)` hold?", "It holds a float."),
        part("The direction", lambda program: "assign_sub" in program.source or re.search(r"r\s*-\s*[\w(]", program.source) is not None,
             "Which way does the gradient point? Where do you want to go?", "Against the gradient."),
    ], right=BEST, tape=False, title="The best radius", praise="The tin with the least metal."),
    still_a_variable,
])  # fmt: skip


def ways(place):
    return ad.reduce_sum(ad.sqrt(ad.reduce_sum(ad.square(place - ad.constant(VILLAGES)), axis=1)))


lesson.question("descent-station", "Down from here", of=ways, at={"place": [4.0, 3.0]}, asks=[
    gradient("station_slopes", 1.5, praise="The best place lies to the south-west of it."),
    from_a_tape("station_slopes", 0.5),
])  # fmt: skip

HEAVY = {"rate": 0.1, "steps": 2, "momentum": 0.9}

lesson.question(
    "descent-momentum", "A heavy ball, by hand", of=lambda x, low: (x - low) ** 2, descent=HEAVY,
    at=drawn(x=one_of(4.7, 5.3, 5.8, 6.4, 6.9, 7.2, 7.7, 8.1)), own=drawn(low=one_of(1.3, 0.6, 0.7, 0.8, 0.9)),
    shown="The ball rolls on $f(x) = (x - {low})^2$. It starts at $x = {x}$.", asks=[
    after_steps("ball", 2.0, **HEAVY, title="After two steps", praise="It has kept most of its velocity."),
])  # fmt: skip


def rolled(start):
    """Where descent on x**4 - 2 x**2 ends."""
    place = start
    for _ in range(2000):
        place -= 0.05 * (4.0 * place**3 - 4.0 * place)
    return round(place, 6) + 0.0


lesson.question("descent-ends", "Where does it end?", given="a-ends", untouched="The list still holds dots.", asks=[
    predictions("ends", 2.25, [rolled(0.5), rolled(-2.0), rolled(0.0)], words={
        0: {0.0: "At 0.5 the slope is 4 · 0.125 - 2. Which way is down?", -1.0: "The hill at 0 lies between."},
        1: {1.0: "The hill at 0 lies between.", 0.0: "0 is the top of a hill."},
        2: {1.0: "How long is the first step, if the slope is 0?", -1.0: "How long is the first step, if the slope is 0?"},
    }, praise="So it does."),
    choice("why_it_stays", 0.75, {
        "0 is the lowest place": "0 is the top of the hill between the valleys.",
        "the slope is 0 there": "A step is the rate times the slope, and that is 0.",
        "the rate is too small": "No rate helps: it is multiplied with the slope.",
    }, "the slope is 0 there", title="Why it stays"),
])  # fmt: skip
