"""The questions of lesson 10, build your own tape, and the checks that students run."""

import ast
import math
import re
from dataclasses import replace

import numpy as np

import autodiff_lite as ad
from graders.answers import AnswerError, Unset
from graders.questions import Criterion, Lesson, ask, begun, function, table

lesson = Lesson("10-build-your-own-tape", needs=["02-computational-graphs", "08-train-a-network"])

STOPPING = [
    [], [], [], [(0, 0.8), (1, 30.0)], [(0, 30.0), (0, 30.0)], [], [(5, 6.0), (2, 2.0)],
    [(4, 1 / 12), (6, -6.25)], [(3, 1.0), (7, 1.0)],
]  # fmt: skip


def waits_for(answers, name):
    """Raises what says so where a function of the student's is not there, or has no body yet."""
    try:
        answers.value(name)
    except Unset:
        raise
    except AnswerError:
        pass  # a function is no plain value
    begun(answers, name)


def written(part, *functions):
    """An ask that waits until the student has written these functions: given ones call them."""

    def check(question, answers, random):
        for each in functions:
            waits_for(answers, each)
        yield from part.check(question, answers, random)

    return replace(part, check=check, reads=(*functions, *part.reads))


def alone(rows):
    """A fault: the local derivatives are added, without the gradient of their row."""
    total = np.zeros(len(rows))
    total[-1] = 1.0
    for row in rows:
        for place, slope in row:
            total[place] += slope
    return total


def exchanged(rows):
    """A fault: a row gets what its inputs have."""
    total = np.zeros(len(rows))
    total[-1] = 1.0
    for at in range(len(rows) - 1, -1, -1):
        for place, slope in rows[at]:
            total[at] += total[place] * slope
    return total


def ledger(rows, seed=1.0, add=True, forwards=False):
    """The gradients of a list of rows; with a fault where one is asked for."""
    total = np.zeros(len(rows))
    total[len(rows) - 1] = seed
    numbers = range(len(rows)) if forwards else range(len(rows) - 1, -1, -1)
    for at in numbers:
        for place, slope in rows[at]:
            total[place] = (total[place] if add else 0.0) + total[at] * slope
    return total


def as_lists(rows):
    return [[list(pair) for pair in row] for row in rows]


TWICE = [[], [(0, 3.0), (0, 3.0)], [(1, 2.0), (0, 5.0)]]


def backwards(points, lists):
    """What is asked of `gradients_of(rows)` for some lists of rows, each with its title."""
    return function("gradients_of", points, [(as_lists(rows),) for rows in lists.values()], ledger, titles=list(lists), rounding=False, slips={
        "A row that is reached twice gets what comes last. What comes back is added.": lambda rows: ledger(rows, add=False),
        "All are zero: does the last row's gradient start with 1?": lambda rows: ledger(rows, seed=0.0),
        "Only the last row has given something back. In which direction does the loop go, and where does `return` stand?": lambda rows: ledger(rows, forwards=True),
        "The local derivatives are added as they are. Each is to be multiplied with the gradient of its own row.": alone,
        "Which way does the gradient go? From the row to its inputs: it is added at `place`.": exchanged,
        "Everything is twice as large. With what does the last row begin?": lambda rows: ledger(rows, seed=2.0),
        "That is in the opposite order: the first entry belongs to row 0.": lambda rows: ledger(rows)[::-1],
    }, praise="Each row has its gradient.")  # fmt: skip


lesson.question("own-backward", "Six lines", hidden=2, asks=[backwards(3.0, {"The stopping distance": STOPPING, "A row that is used twice": TWICE})])

lesson.question("own-bugs", "What comes out for v?", given="a-bugs", untouched="The table still holds dots.", asks=[
    table("for_v", 2.0, {
        "= for +=": ledger(STOPPING, add=False)[0], "first to last": ledger(STOPPING, forwards=True)[0],
        "seed 0": ledger(STOPPING, seed=0.0)[0], "seed 2": ledger(STOPPING, seed=2.0)[0],
    }, words={
        "= for +=": {5.8: "That is the right one.", 2.5: "Which row writes last to row 0: 3 or 4?", 5.0: "Which row writes last to row 0?"},
        "first to last": {5.8: "When the loop is at row 3, which gradient has row 3?", 0.8: "When the loop is at row 3, which gradient has row 3?"},
        "seed 0": {5.8: "0 times anything is 0.", 1.0: "0 times anything is 0."},
        "seed 2": {5.8: "Along each path the seed is a factor.", 7.8: "The seed is a factor, not a summand."},
    }, praise="So it is."),
])  # fmt: skip


def rated(entries):
    """What `rates_of` of the lesson gives: the value of p ? q, its rate by p, and its rate by q."""
    return lambda formula, values: np.array(entries(*values.values()), dtype=float)


def rowed(points, formula, right, places, slips, praise, needed):
    """What is asked of one operation: its value, and what its row says of each of its inputs."""
    return written(function("rates_of", points, [(formula, values) for values in places], rated(right), rounding=False,
        titles=[f"{formula} at p = {values['p']:g} and q = {values['q']:g}" for values in places],
        slips={sentence: rated(entries) for sentence, entries in slips.items()},
        feedback="The entries are the value, its rate by `p`, and its rate by `q`.", praise=praise), needed)  # fmt: skip


lesson.question("own-multiply", "Times", asks=[
    rowed(2.0, "p * q", lambda p, q: (p * q, q, p), [{"p": 3.0, "q": 4.0}, {"p": -2.0, "q": 0.5}], {
        "Each pair holds its own value. The local derivative of one factor is the other one.": lambda p, q: (p * q, p, q),
        "1 and 1 belong to a sum.": lambda p, q: (p * q, 1, 1),
        "Both pairs point to the first factor.": lambda p, q: (p * q, p + q, 0),
        "Both pairs point to the second factor.": lambda p, q: (p * q, 0, p + q),
        "The second factor has no pair.": lambda p, q: (p * q, q, 0),
        "The first factor has no pair.": lambda p, q: (p * q, 0, p),
        "The row has no pairs: nothing leads back to the factors.": lambda p, q: (p * q, 0, 0),
        "The pairs are right, but the value is that of a sum.": lambda p, q: (p + q, q, p),
        "That is a sum still.": lambda p, q: (p + q, 1, 1),
    }, "Two pairs, each with the other factor.", "multiply"),
])  # fmt: skip

lesson.question("own-divide", "Minus and divided by", asks=[
    rowed(1.0, "p - q", lambda p, q: (p - q, 1, -1), [{"p": 3.0, "q": 4.0}], {
        "1 and 1 belong to a sum. What does `p - q` do when `q` grows?": lambda p, q: (p - q, 1, 1),
        "Which of the two is subtracted?": lambda p, q: (p - q, -1, 1),
        "The value is `q - p`: the two are exchanged.": lambda p, q: (q - p, 1, -1),
        "That is `q - p`: the two are exchanged.": lambda p, q: (q - p, -1, 1),
        "The row has no pairs: nothing leads back.": lambda p, q: (p - q, 0, 0),
    }, "1 and -1.", "subtract"),
    rowed(2.0, "p / q", lambda p, q: (p / q, 1 / q, -p / q**2), [{"p": 900.0, "q": 12.0}, {"p": -1.5, "q": 0.5}], {
        "The sign is lost: the larger the divisor, the smaller the result.": lambda p, q: (p / q, 1 / q, p / q**2),
        "The denominator is not squared.": lambda p, q: (p / q, 1 / q, -p / q),
        "`p` is missing in the second pair.": lambda p, q: (p / q, 1 / q, -1 / q**2),
        "By which number is a nudge of `p` multiplied?": lambda p, q: (p / q, q, -p / q**2),
        "By which number is a nudge of `p` multiplied? And in the other pair the denominator is not squared.": lambda p, q: (p / q, q, -p / q),
        "The two pairs are not alike. What does `p / q` do when `q` grows?": lambda p, q: (p / q, 1 / q, 1 / q),
        "1 and -1 belong to a difference.": lambda p, q: (p / q, 1, -1),
        "Those are the derivatives of a product.": lambda p, q: (p / q, q, p),
        "The row has no pairs: nothing leads back.": lambda p, q: (p / q, 0, 0),
    }, "As in the table of lesson 02.", "divide"),
])  # fmt: skip


def on_both(of_a_tensor, of_a_number):
    """A function as the student's is to be: of a number on a tape, and of a plain one."""
    return lambda x: of_a_number(x) if isinstance(x, int | float) else of_a_tensor(x)


def by_the_package(formula, values):
    """The value and the gradients of a formula, by this package's own tape."""
    functions = {"sin": on_both(ad.sin, math.sin), "exp": on_both(ad.exp, math.exp)}
    variables = {name: ad.Variable(number, dtype="float64") for name, number in values.items()}
    with ad.GradientTape() as tape:
        result = eval(formula, {**functions, **variables})
    found = tape.gradient(result, list(variables.values()), unconnected_gradients="zero")
    return np.array([float(each) for each in (result, *found)])


def on_the_tape(points, needed, *formulas, slips=None):
    """What is asked of formulas on the student's own tape: value and gradients, the same as the package's."""
    return written(function("slopes_of", points, formulas, by_the_package, rounding=False, slips=slips,
        titles=[titled(*each) for each in formulas], praise="Your tape and the package's agree."), *needed)  # fmt: skip


def titled(formula, values):
    """A formula and where it is computed, as a person writes it; a long one is cut."""
    shown = formula if len(formula) <= 40 else f"{formula[:36]} ..."
    return f"{shown} at {', '.join(f'{name} = {value:g}' for name, value in values.items())}"


BEFORE = ("gradients_of", "multiply", "subtract", "divide")
DISTANCE = "v * t + v * v / (2 * a)"

lesson.question("own-lifted", "Lifted", asks=[
    on_the_tape(3.0, (*BEFORE, "lifted"), (DISTANCE, {"v": 30.0, "t": 0.8, "a": 6.0}), ("1 - x * 3", {"x": 2.0}), ("2.5 / (x + 1)", {"x": 2.0})),
])  # fmt: skip

WHOLE = (*BEFORE, "lifted", "sin", "exp")


def of_sine(x, slope, value=None):
    """What comes out of sin(x) * 1.5 with this slope of the sine."""
    return np.array([1.5 * (math.sin(x) if value is None else value), 1.5 * slope])


def of_exponential(values, slope):
    """What comes out of exp(x * y) with this slope of the exponential."""
    x, y = values["x"], values["y"]
    return np.array([math.exp(x * y), y * slope(x * y), x * slope(x * y)])


lesson.question("own-functions", "sin, exp and a neuron", hidden=1, asks=[
    on_the_tape(0.75, ("gradients_of", "multiply", "lifted", "sin"), ("sin(x) * 1.5", {"x": 0.7}), slips={
        "The slope of the sine is the cosine, without a minus.": lambda formula, values: of_sine(values["x"], -math.cos(values["x"])),
        "The slope of the sine is not the sine.": lambda formula, values: of_sine(values["x"], math.sin(values["x"])),
        "The slope of the sine is not 1 everywhere.": lambda formula, values: of_sine(values["x"], 1.0),
        "Value and slope are exchanged.": lambda formula, values: of_sine(values["x"], math.sin(values["x"]), math.cos(values["x"])),
    }),
    on_the_tape(0.75, ("gradients_of", "multiply", "exp"), ("exp(x * y)", {"x": 0.4, "y": 1.5}), slips={
        "That rule belongs to powers. The exponential is its own slope.": lambda formula, values: of_exponential(values, lambda p: p * math.exp(p - 1)),
        "The exponential is its own slope.": lambda formula, values: of_exponential(values, lambda p: p),
        "The slope of the exponential is not 1 everywhere.": lambda formula, values: of_exponential(values, lambda p: 1.0),
    }),
    on_the_tape(0.5, WHOLE, ("sin(x) * exp(0.5) + exp(x) * sin(2)", {"x": 0.3})),
])  # fmt: skip

SLOPES = {
    ast.Add: lambda p, q: (p + q, 1.0, 1.0),
    ast.Sub: lambda p, q: (p - q, 1.0, -1.0),
    ast.Mult: lambda p, q: (p * q, q, p),
    ast.Div: lambda p, q: (p / q, 1.0 / q, -p / q**2),
}
PLACES = ((1.2718, 0.7391), (-0.6137, 2.9153), (2.1379, -1.7241))


def uses(tree):
    """How often each name stands in a formula, and how many operations it has. Raises ValueError."""
    counts, operations = {"x": 0, "y": 0}, 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if node.id not in counts:
                raise ValueError(f"`{node.id}` is neither `x` nor `y`.")
            counts[node.id] += 1
        elif isinstance(node, ast.BinOp) and type(node.op) in SLOPES:
            operations += 1
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            continue
        elif not isinstance(node, ast.Expression | ast.operator | ast.Load):
            raise ValueError("Use +, -, *, / and brackets, numbers, and the names x and y.")
    return counts, operations


def recorded(node, names, rows):
    """The value and the place of a part of a formula, whose rows are written to the list."""
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Constant):
        value, row = float(node.value), []
    else:
        (p, left), (q, right) = recorded(node.left, names, rows), recorded(node.right, names, rows)
        value, by_left, by_right = SLOPES[type(node.op)](p, q)
        row = [(left, by_left), (right, by_right)]
    rows.append(row)
    return value, len(rows) - 1


def is_lucky(tree):
    """Whether `=` in the place of `+=` gives the right gradients. Raises ValueError for what has no value."""
    for x, y in PLACES:
        rows = [[], []]
        try:
            recorded(tree.body, {"x": (x, 0), "y": (y, 1)}, rows)
        except ArithmeticError:
            raise ValueError("That formula has no value: it divides by 0, or a number in it is too large.") from None
        right, overwritten = ledger(rows)[:2], ledger(rows, add=False)[:2]
        if not np.allclose(right, overwritten, rtol=1e-9, atol=1e-12):
            return False
    return True


@ask(2.0, "lucky")
def a_lucky_formula(question, answers):
    """A formula for which the tape that overwrites is right: as a rule, one in which no name stands twice."""
    given = answers.value("lucky")
    told, praise = "", "Nothing in it is used twice, so nothing is overwritten."
    if not isinstance(given, str):
        told = '`lucky` is to be a text, such as "x + y * y".'
    else:
        try:
            tree = ast.parse(given.strip(), mode="eval")
            counts, operations = uses(tree)
            twice = [name for name, count in counts.items() if count > 1]
            lucky = is_lucky(tree)
            if not all(counts.values()):
                told = "Both names should stand in it."
            elif operations < 2:
                told = "It has one operation only. At least two, please."
            elif not lucky:
                told = f"`{twice[0]}` stands in it {counts[twice[0]]} times, so its row is written to more than once."
            elif twice:
                praise = f"`{twice[0]}` is overwritten, and it makes no difference: the rest adds nothing."
        except (SyntaxError, RecursionError, MemoryError):
            told = "That is no formula that Python can read."
        except ValueError as problem:
            told = str(problem)
    yield Criterion("The formula", 2.0, not told, told, praise)


lesson.question("own-lucky", "A lucky formula", asks=[a_lucky_formula])

DISTANCES = np.array([
    0.032, 0.034, 0.214, 0.263, 0.275, 0.275, 0.45, 0.5, 0.5, 0.63, 0.8, 0.9,
    0.9, 0.9, 0.9, 1.0, 1.1, 1.1, 1.4, 1.7, 2.0, 2.0, 2.0, 2.0,
])  # fmt: skip
VELOCITIES = np.array([
    170.0, 290.0, -130.0, -70.0, -185.0, -220.0, 200.0, 290.0, 270.0, 200.0, 300.0, -30.0,
    650.0, 150.0, 500.0, 920.0, 450.0, 500.0, 500.0, 960.0, 500.0, 850.0, 800.0, 1090.0,
])  # fmt: skip


def written_for(name, answers, most=8):
    """The student's text of a function, and of the functions of theirs that it calls."""
    texts, waiting = {}, [name]
    while waiting and len(texts) < most:
        each = waiting.pop(0)
        try:
            texts[each] = answers.source(each)
        except AnswerError:
            continue
        waiting += [called for called in re.findall(r"\b(\w+)\s*\(", texts[each]) if called not in (*texts, *waiting)]
    return texts


OF_THE_LESSON = (*WHOLE, "slopes_of", "on_a_tape", "record", "Num", "add", "on_both_sides")


@ask(1.0, "fit")
def on_an_own_tape(question, answers):
    """Whether the number comes from the student's own loop, and not from the package or a formula."""
    waits_for(answers, "fit")
    texts = written_for("fit", answers)
    helpers = "\n".join(text for name, text in texts.items() if name not in OF_THE_LESSON)
    own = re.search(r"(?<!def )\b(gradients_of|slopes_of)\s*\(", helpers) is not None
    other = re.search(r"\bad\s*\.|GradientTape|polyfit|lstsq", helpers) is not None
    told = "Use your own tape alone here, without `ad`." if other else "The number should come from your own tape: record the loss, and ask `gradients_of`."
    yield Criterion("On your own tape", 1.0, own and not other, told, "Your tape found it.")


def best(distances, velocities):
    """The slope of the line through the origin with the smallest mean squared error."""
    return float(np.dot(distances, velocities) / np.dot(distances, distances))


def fits(points, galaxies):
    """What is asked of `fit(distances, velocities)` for some lists of galaxies, each with its title."""
    places = [(distances.tolist(), velocities.tolist()) for distances, velocities in galaxies.values()]
    return function("fit", points, places, best, titles=list(galaxies), slips={
        "That is the slope of a line that need not go through the origin.": lambda x, y: float(np.polyfit(x, y, 1)[0]),
        "That is the mean of the single quotients. The squared errors were to be small.": lambda x, y: float(np.mean(np.divide(y, x))),
        "That is the mean velocity over the mean distance. The squared errors were to be small.": lambda x, y: float(np.mean(y) / np.mean(x)),
        "That is the best number for all 24 galaxies. `fit` should use the lists that it is given.": lambda x, y: best(DISTANCES, VELOCITIES),
    }, feedback="Let it walk longer, or with another rate, and print the loss: does it still get smaller?", praise="The universe grows.")  # fmt: skip


lesson.question("own-capstone", "Your own project", hidden=2, asks=[fits(2.0, {"All 24 galaxies": (DISTANCES, VELOCITIES)}), on_an_own_tape])
