"""The questions of lesson 09, gradients on a cluster, and the checks that students run."""

import math
import re

import numpy as np

from graders.questions import Lesson, function, number, order, part, predictions, repaired, table

lesson = Lesson("09-gradients-on-a-cluster", needs=["02-computational-graphs", "08-train-a-network"])

SHOP_A = (np.array([1.0, 2.0]), np.array([3.0, 5.0]))
SHOP_B = (np.array([3.0, 4.0, 5.0, 6.0]), np.array([7.0, 9.0, 8.0, 13.0]))
DAYS = (2, 4)


def slope(w, shop):
    """The slope of the mean squared error of w * hours against the boxes."""
    hours, boxes = shop
    return float(np.mean(2 * hours * (w * hours - boxes)))


def all_days():
    return tuple(np.concatenate(pair) for pair in zip(SHOP_A, SHOP_B, strict=True))


def weighted(first, second, days=DAYS):
    return (days[0] * first + days[1] * second) / sum(days)


A, B = slope(2.0, SHOP_A), slope(2.0, SHOP_B)

lesson.question("cluster-whole", "From two shops to one", asks=[
    number("whole", 2.0, slope(2.0, all_days()), title="The gradient of all days", slips={
        "That is the plain mean. Shop B has twice as many days as shop A.": (A + B) / 2,
        "Both are added. But each of them is a mean already.": A + B,
        "That is the gradient of the sum over all days. The mean was asked for.": sum(DAYS) * weighted(A, B),
        "The days are exchanged: which shop was open on four of them?": weighted(A, B, DAYS[::-1]),
        "Divided by the number of shops. By what is a mean over days divided?": (DAYS[0] * A + DAYS[1] * B) / 2,
        "The sign is lost.": -weighted(A, B),
        "Both are added and divided by six. But -3 stands for two days, and -1.5 for four.": (A + B) / sum(DAYS),
        "That is the gradient at `w` = 1. Take the two numbers of the question.": slope(1.0, all_days()),
    }, praise="Two parts of the one, four parts of the other."),
])  # fmt: skip

MEAN, SUM, NEITHER = "weighted mean", "sum", "neither"
IS_A_MEAN = {
    SUM: "It is a mean over the rows. A sum of means counts too much.",
    NEITHER: "Each row has a number of its own, and the loss is their mean.",
}
IS_A_SUM = dict.fromkeys((MEAN, NEITHER), "A sum over all rows is the sum of the sums over the pieces.")
IS_NONE = {MEAN: "Look at the table above once more: weighted and whole.", SUM: "Try it on the two shops."}

lesson.question("cluster-losses", "How to put it together", given="a-losses", untouched="The table still holds dots.", asks=[
    table("together", 3.0, {
        "mean squared error": MEAN, "sum of squared errors": SUM, "root of the mean squared error": NEITHER,
        "largest error": NEITHER, "mean cross entropy": MEAN, "sum of cross entropies": SUM,
    }, words={
        "mean squared error": IS_A_MEAN,
        "sum of squared errors": IS_A_SUM,
        "root of the mean squared error": IS_NONE,
        "largest error": IS_NONE,
        "mean cross entropy": IS_A_MEAN,
        "sum of cross entropies": IS_A_SUM,
    }, among=(MEAN, SUM, NEITHER), praise="So it is."),
])  # fmt: skip


def combined(parts):
    """The gradient of the mean over all rows; pieces without rows say nothing."""
    full = [(np.asarray(gradient, dtype=float), rows) for gradient, rows in parts if rows > 0]
    return sum(rows * gradient for gradient, rows in full) / sum(rows for _, rows in full)


def on_full(way):
    """A slip that leaves empty pieces out, so that it is known in each of the cases."""
    return lambda parts: way([(np.asarray(gradient, dtype=float), rows) for gradient, rows in parts if rows > 0])


CLOSED = "A closed shop brings `nan` and 0 days. And 0 times `nan` is `nan`."


def combines(points, shops, feedback=""):
    """What is asked of `combine(parts)` for some lists of shops, each with its title; gradients may be arrays."""
    places = [([[np.array(gradient) if isinstance(gradient, list) else gradient, days] for gradient, days in each],) for each in shops.values()]
    return function("combine", points, places, combined, titles=list(shops), rounding=False, slips={
        "That is the plain mean: a shop with few days counts as much as one with many.": on_full(lambda parts: sum(gradient for gradient, _ in parts) / len(parts)),
        "That is the sum over the days, and not their mean.": on_full(lambda parts: sum(rows * gradient for gradient, rows in parts)),
        "Divided by the number of shops. By what is a mean over days divided?": on_full(lambda parts: sum(rows * gradient for gradient, rows in parts) / len(parts)),
        "The gradients are added, but each of them is a mean already.": on_full(lambda parts: sum(gradient for gradient, _ in parts)),
        "All shops count, closed ones as well, when you divide.": lambda parts: sum(np.nan_to_num(np.asarray(gradient, dtype=float)) for gradient, _ in parts) / len(parts),
        "That is the first shop alone: where does the loop end, and where does `return` stand?": lambda parts: np.asarray(parts[0][0], dtype=float),
        "That is the last shop alone. Are the pieces added up?": on_full(lambda parts: parts[-1][0]),
    }, feedback=feedback, praise="Each day counts once.")  # fmt: skip


lesson.question("cluster-combine", "Put it together", hidden=1, asks=[
    combines(2.0, {"Two shops": [(-8.0, 2), (-44.5, 4)], "Gradients that are arrays": [([1.0, -2.0], 30), ([4.0, 0.5], 10)]}),
    combines(1.0, {"A closed shop": [(1.5, 20), (math.nan, 0), (-2.5, 5)]}, feedback=CLOSED),
])  # fmt: skip

SEND, COMPUTE, GATHER, WEIGH, STEP = (
    "send w to the workers", "each worker computes its gradient", "gather the gradients",
    "take the weighted mean", "take a step with w",
)  # fmt: skip

lesson.question("cluster-round", "One round", asks=[
    order("round_order", 1.0, sorted([SEND, COMPUTE, GATHER, WEIGH, STEP]), {COMPUTE: [SEND], GATHER: [COMPUTE], WEIGH: [GATHER], STEP: [WEIGH]},
          praise="Send, compute, gather, weigh, step."),
])  # fmt: skip

lesson.question("cluster-travels", "What comes out?", given="a-travels", untouched="The list still holds dots.", asks=[
    predictions("travels", 2.0, [4.0, None, 3.0, 2.0], words={
        0: {None: "The worker computes a number, and it comes home.", 2.0: "The worker squares it."},
        1: {4.0: "The tape is here, the product was there. What did the tape see?", 0.0: "A tape that saw no way from `v` to `squared` gives no number."},
        2: {
            2.0: "There it has grown by 1, and the copy that comes home says so.",
            None: "`grow` returns its variable, and a variable can travel.",
        },
        3: {3.0: "The worker has a copy. What does it change here?", None: "`v` is still a variable here. What does it hold?"},
    }, praise="So it is."),
])  # fmt: skip


def best():
    hours, boxes = all_days()
    return float(hours @ boxes / (hours @ hours))


def trained(put_together, rounds=20, rate=0.02):
    """Where the loop of the question leads if the two gradients are put together like this."""
    w = 0.0
    for _ in range(rounds):
        w -= rate * put_together(slope(w, SHOP_A), slope(w, SHOP_B))
    return w


def is_sent(program):
    """Whether the newest w is sent: something is sent, and no plain number in its place."""
    sends = program.calls("submit") or program.calls("map")
    return sends and re.search(r"submit\(\s*piece_gradient\s*,\s*-?[\d.]", program.source) is None


lesson.question("cluster-repair", "Three things to repair", asks=[
    repaired("best_w", 3.0, [
        part("The futures", lambda program: program.calls("gather") or program.calls("result"),
             "A future is a receipt. How do you get the number?", "The numbers come home."),
        part("The newest w", is_sent, "Which `w` do the workers get in the second round?", "The workers get the newest `w`."),
    ], right=lambda question: best(), slips={
        "The two shops count alike. But one was open on two days, and the other on four.": trained(lambda a, b: (a + b) / 2),
        "It runs away: that is the sum over the days. The mean was asked for.": trained(lambda a, b: 2 * a + 4 * b),
        "It runs away: both gradients are added. But each of them is a mean already.": trained(lambda a, b: a + b),
        "Where are the brackets? Both products are divided by 6.": trained(lambda a, b: 2 * a + 4 * b / 6),
        "The days are exchanged: shop A was open on two.": trained(lambda a, b: weighted(a, b, DAYS[::-1])),
        "The workers got the old `w` in each round.": 20 * -0.02 * weighted(slope(0.0, SHOP_A), slope(0.0, SHOP_B)),
    }, tape=False, found_by=["submit", "map"], title="The best w for all six days", praise="Each day counts once."),
])  # fmt: skip


def walked(shop, steps=5, rate=0.02, w=2.0):
    for _ in range(int(steps)):
        w = w - rate * slope(w, shop)
    return w


OWN = (walked(SHOP_A), walked(SHOP_B))

lesson.question("cluster-local", "Five steps on their own", asks=[
    number("local_w", 1.0, weighted(*OWN), title="Five local steps", rounding=False, slips={
        "That is the plain mean of the two. Shop B has more days.": sum(OWN) / 2,
        "That is where shop A is alone.": OWN[0],
        "That is where shop B is alone.": OWN[1],
        "That is where rounds with the gradient of all days lead.": walked(all_days()),
        "That is one step only.": weighted(walked(SHOP_A, 1), walked(SHOP_B, 1)),
        "The days are exchanged.": weighted(*OWN, DAYS[::-1]),
        "Four decimals, please.": round(weighted(*OWN), 2),
        "Both start at `w` = 2.": weighted(walked(SHOP_A, w=0.0), walked(SHOP_B, w=0.0)),
        "Both start at `w` = 2, and not at 1.": weighted(walked(SHOP_A, w=1.0), walked(SHOP_B, w=1.0)),
        "Shop B went on from where shop A had arrived. Both start at 2.": walked(SHOP_B, w=OWN[0]),
    }, praise="Farther than all six days together would go."),
    number("exact_w", 1.0, walked(all_days()), title="Five rounds", rounding=False, slips={
        "That is where the local steps lead.": weighted(*OWN),
        "That is one round only.": walked(all_days(), 1),
        "That is the best `w`. Five rounds do not arrive quite there.": best(),
        "Four decimals, please.": round(walked(all_days()), 2),
        "It starts at `w` = 2.": walked(all_days(), w=0.0),
        "It starts at `w` = 2, and not at 1.": walked(all_days(), w=1.0),
    }, praise="Nearly at the best place."),
])  # fmt: skip

ROWS, HIDDEN, WEIGHTS = 64, 256, 784 * 256 + 256 + 256 * 10 + 10

LESS_TO_SEND = min(("data", WEIGHTS), ("graph", ROWS * HIDDEN), key=lambda way: way[1])[0]

lesson.question("cluster-crossing", "What crosses?", given="a-crossing", untouched="The table still holds dots.", asks=[
    table("crossing", 2.0, {
        "graph, forwards": ROWS * HIDDEN, "graph, backwards": ROWS * HIDDEN, "data, gradients": WEIGHTS,
        "better": LESS_TO_SEND,
    }, words={
        "graph, forwards": {
            HIDDEN: "That is for one row.", 784 * HIDDEN: "The weights stay where they are. What comes out of the hidden layer?",
            ROWS * 784: "The inputs are with worker A already.", ROWS * 10: "Worker B computes the output layer.",
            32 * HIDDEN: "The batch is whole here: each worker has its part of the network, for all 64 rows.",
        },
        "graph, backwards": {
            HIDDEN: "That is for one row.", WEIGHTS: "The weights' gradients stay where the weights are.",
            ROWS * 10: "What crossed forwards? Each number of it gets a gradient.",
            32 * HIDDEN: "The batch is whole here: each worker has its part of the network, for all 64 rows.", 0: "Worker A needs to know how the loss depends on what it sent.",
        },
        "data, gradients": {
            784 * 256 + 256 * 10: "The biases have gradients, too.", 32 * WEIGHTS: "A gradient has the shape of its variable, whatever the number of rows.",
            64 * WEIGHTS: "A gradient has the shape of its variable, whatever the number of rows.",
            784 * 256: "And the biases, and the second layer?", ROWS * HIDDEN: "One number for each weight and each bias.",
            784 * 256 + 256: "And the second layer?", 784 * 256 + 256 + 256 * 10: "The output layer has biases, too.", 2 * WEIGHTS: "By one worker, please.",
        },
        "better": {"data": "Compare the numbers."},
    }, praise="Right."),
])  # fmt: skip
