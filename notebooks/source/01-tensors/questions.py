"""The questions of lesson 01, tensors, and the checks that students run."""

import re

import numpy as np

import autodiff_lite as ad
from graders.questions import (
    Criterion,
    Lesson,
    ask,
    choice,
    designed,
    function,
    matrix,
    number,
    part,
    predictions,
    repaired,
    table,
)

lesson = Lesson("01-tensors", needs=["00-welcome"])

WEEK = np.array([
    [12.0, 14.0, 15.0, 13.0, 11.0, 10.0, 12.0],
    [22.0, 24.0, 25.0, 27.0, 26.0, 23.0, 21.0],
    [-3.0, -1.0, 0.0, 2.0, 1.0, -2.0, -4.0],
])  # fmt: skip

GONE = "What is picked out by a number is gone as an axis."
POINT = "One point is enough, and without any there are only whole numbers."
NUMPYS = "That is NumPy's habit. Print the dtype of a tensor above."

lesson.question("tensors-kinds", "Shapes and kinds", given="a-kinds", untouched="The table still holds dots.", asks=[
    table("kinds", 3.0, {
        "shape of week[2]": WEEK[2].shape,
        "shape of week[:, 2:5]": WEEK[:, 2:5].shape,
        "shape of ad.one_hot([3, 1, 1, 0], 5)": tuple(ad.one_hot([3, 1, 1, 0], 5).shape),
        "dtype of ad.constant([4, 5, 6])": ad.constant([4, 5, 6]).dtype.name,
        "dtype of ad.fill([2, 2], 1.0)": ad.fill([2, 2], 1.0).dtype.name,
        "dtype of ad.constant([4, 5, 6.5])": ad.constant([4, 5, 6.5]).dtype.name,
    }, words={
        "shape of week[2]": {(1, 7): GONE, (3,): "That is a column. Which number comes first?", (7, 1): GONE},
        "shape of week[:, 2:5]": {
            (3, 4): "The end of a slice does not belong to it.", (3,): "A slice keeps its axis.", (2, 3): "The colon takes all rows.",
        },
        "shape of ad.one_hot([3, 1, 1, 0], 5)": {
            (5, 4): "Each number of the list becomes a row.", (4,): "Each number becomes a row with a single 1.",
            (5,): "Each number becomes a row with a single 1.",
        },
        "dtype of ad.constant([4, 5, 6])": {"float32": POINT, "int64": NUMPYS, "int": "How many bits? Print the dtype of one."},
        "dtype of ad.fill([2, 2], 1.0)": {"float64": NUMPYS, "int32": "What is it filled with?"},
        "dtype of ad.constant([4, 5, 6.5])": {"float64": NUMPYS, "int32": POINT},
    }, praise="So it is."),
])  # fmt: skip

lesson.question("tensors-part", "Take two parts", asks=[
    number("plain_fourth", 1.0, WEEK[1, 3], title="One entry", rounding=False, slips={
        "Places are counted from 0. Which number has the fourth day then?": WEEK[1, 4],
        "That is another place. Which number has the second row?": WEEK[2, 3],
        "Both are counted from 0: the row and the day.": WEEK[2, 4],
        "Row and column are exchanged.": WEEK[2, 1],
        "That is the third day.": WEEK[1, 2],
    }, feedback="Count along the row of the Plain: place 0 is Monday.", praise="The fourth day has the number 3."),
    matrix("mountain_end", 1.0, WEEK[2, 4:], title="The end of a row", feedback="The last three days of the last row.",
           praise="A slice to the end."),
])  # fmt: skip

ALIGN = "Write the two shapes below each other, aligned at the right."

lesson.question("tensors-fits", "Works or not?", given="a-fits", untouched="The list still holds dots.", asks=[
    predictions("fits", 3.0, ["works", "error", "works", "error", "works", "works"], words={
        0: {"error": f"{ALIGN} `week[0]` has shape (7,)."},
        1: {"works": f"{ALIGN} `week[:, 0]` has shape (3,)."},
        2: {"error": "Both are whole numbers."},
        3: {"works": "A float meets a tensor of whole numbers."},
        4: {"error": "The two shapes are equal."},
        5: {"error": f"{ALIGN} Which lengths are 1, and what becomes of them?"},
    }, praise="So it is."),
])  # fmt: skip

WEEKEND = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0])


def warms_the_weekend(offset):
    """Half a degree on Saturdays and a degree on Sundays, in all places, whatever the shape."""
    try:
        raised = np.broadcast_to(offset, WEEK.shape)
    except ValueError:
        return f"`week` has shape (3, 7) and `offset` has shape {offset.shape}: they do not fit. {ALIGN}"
    wanted = np.broadcast_to(WEEKEND, WEEK.shape)
    if np.allclose(raised, wanted):
        return True
    if np.allclose(raised, WEEK + wanted):
        return "That is the new week. What has to be added to the old one?"
    if (raised[0] != raised).any():
        return "All places are to be warmed in the same way. Do all rows of your `offset` agree?"
    if np.allclose(raised, wanted[:, ::-1]):
        return "On which end of the week are Saturday and Sunday?"
    return "Which day gets which number? Monday is the first."


def few_numbers(offset):
    if warms_the_weekend(offset) is not True:
        return "This is judged once the week is right."
    return offset.size <= 7 or "It works. But how many of its numbers are really needed?"


lesson.question("tensors-offset", "Make it fit", asks=[
    designed("offset", 1.0, warms_the_weekend, title="The right week", praise="The row lies along the days, in all places."),
    designed(
        "offset", 1.0,
        few_numbers,
        title="No more numbers than needed", praise="Seven numbers do for all three places.",
    ),
])  # fmt: skip

lesson.question("tensors-picture", "Which table is it?", asks=[
    choice("which_table", 1.0, {
        "A": "In A each row was centred: that is `axis=1`.",
        "B": "Each column was centred: the mean over the three places of a day is 0.",
        "C": "In C the mean of all 21 numbers was taken off: no `axis`.",
        "D": "In D the first column was taken off, not a mean.",
    }, "B"),
])  # fmt: skip


def centred(given):
    return given - given.mean(axis=1, keepdims=True)


TWO = np.array([[1.0, 2.0, 6.0], [10.0, 10.5, 9.5]])


def tried(points, *tables):
    """What is asked of `anomaly(table)` for some tables, which may be drawn."""
    return function("anomaly", points, tables, centred, slips={
        "You took off the mean of all numbers. Each row has a mean of its own.": lambda given: given - given.mean(),
        "You took off the mean of each day. Which axis has to go?": lambda given: given - given.mean(axis=0),
        "Those are the means. How much does each temperature differ from them?": lambda given: given.mean(axis=1),
        "Those are the means, as a column. Take them off.": lambda given: given.mean(axis=1, keepdims=True),
        "The sign is turned around: warmer than usual is above 0.": lambda given: given.mean(axis=1, keepdims=True) - given,
        "You took off the sum of each row, not its mean.": lambda given: given - given.sum(axis=1, keepdims=True),
        "You took off the largest of each row.": lambda given: given - given.max(axis=1, keepdims=True),
        "A ratio is no difference.": lambda given: given / given.mean(axis=1, keepdims=True),
        "That is the table itself.": lambda given: given,
    }, praise="Each row has the mean 0.", tensors=True)  # fmt: skip


lesson.question("tensors-anomaly", "Warmer than usual", hidden=1, asks=[tried(3.0, WEEK, TWO)])

lesson.question("tensors-solve", "Another thermometer", asks=[
    number("stretch", 1.0, 1.1, title="The stretch", slips={
        "That is the shift.": -0.7,
        "Divide the difference of what is shown by the difference of what is true.": 30.0 / 33.0,
        "That is how much is shown for one true degree without the shift. There are two unknowns.": 27.9 / 26.0,
        "From -4 to 26, how many degrees are that?": 33.0 / 22.0,
    }, feedback="Put it into both equations: do they hold?", praise="A true degree is shown as 1.1."),
    number("shift", 1.0, -0.7, title="The shift", slips={
        "That is the stretch.": 1.1,
        "Which sign has it? At truly 0 degrees the thermometer shows it.": 0.7,
        "That is the shift if nothing is stretched.": -1.1,
    }, feedback="What does the thermometer show at truly 0 degrees?", praise="At truly 0 degrees it shows that."),
])  # fmt: skip

SUM = float((WEEK[1] - 20.0).sum())


@ask(1.0, "total")
def still_a_variable(question, answers):
    """Whether `total` is set as a variable, and changed without being set anew."""
    answers.value("total")
    set_to = re.findall(r"(?m)^[ \t]*total[ \t]*=(?!=)(.*)$", answers.source("total"))
    set_to = [right for right in set_to if right.strip() != "..."]
    passed = bool(set_to) and all("Variable(" in right for right in set_to)
    told = "`total + ...` is a new tensor. How is a variable changed?" if len(set_to) > 1 else (
        "Where is `total` made a variable?"
    )  # fmt: skip
    if "assign" in answers.source("total"):
        told = "It was changed as it should be. But what is `total` set to at the end?"
    yield Criterion("Still a variable", 1.0, passed, told, "The variable is changed, and stays one.")


lesson.question("tensors-repair", "Three things to repair", asks=[
    repaired("total", 3.0, [
        part("The kind of number", lambda program: program.kind("total") == "f",
             "What kind of numbers does `Variable(0)` hold? What kind is added to it?", "It holds floats."),
        part("The place", lambda program: np.allclose(program.value("plain"), WEEK[1]),
             "Print `plain`. Is that the Plain?", "That is the Plain."),
    ], right=SUM, tape=False, title="The sum", praise="The warmth of the Plain above 20 degrees."),
    still_a_variable,
])  # fmt: skip
