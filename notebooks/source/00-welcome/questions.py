"""The questions of lesson 00, welcome, and the checks that students run."""

import math
import re

from graders.diagnosis.result import Diagnosis
from graders.questions import Criterion, Lesson, ask, choice, function, number, order, part, repaired

lesson = Lesson("00-welcome")


def coffee(minutes):
    return 20.0 + 70.0 * math.exp(-minutes / 20.0)


lesson.question("welcome-coffee", "After ten minutes", asks=[
    number("ten_minutes", 1.0, coffee(10), title="The temperature", slips={
        "`//` divides and drops what is behind the point. Write `/`.": coffee(20),
        "That is the temperature at the start.": coffee(0),
        "The coffee cools: which sign stands before the minutes?": coffee(-10),
        "Where is the room, with its 20 degrees?": 70.0 * math.exp(-0.5),
        "Brackets: only the exponential is multiplied by 70.": 90.0 * math.exp(-0.5),
        "Are the minutes divided by 20?": coffee(200),
    }, feedback="Compare your line with the worked example, sign by sign.", praise="Still too hot to drink in one go."),
])  # fmt: skip

lesson.question("welcome-twice", "Twice", asks=[
    number("printed", 1.0, coffee(20), title="What is printed", slips={
        "That is for `t` = 15. How often did the second cell run?": coffee(15),
        "That is for `t` = 10. Does running a cell again change nothing?": coffee(10),
        "That is what `t` holds then. What does the third cell print?": 20,
        "That is for `t` = 25. The second cell ran twice, not three times.": coffee(25),
    }, feedback="What does `t` hold after each run?", praise="The kernel did it twice."),
])  # fmt: skip

lesson.question("welcome-restart", "After a restart", asks=[
    choice("after_restart", 1.0, {
        "it says Right again": "The page still shows it. But who has to remember your answer, and `check` itself?",
        "NameError": "The new kernel knows no name at all, not even `check`.",
        "it says that nothing is answered yet": "For that the kernel would have to know what `check` is.",
        "the whole page is empty": "The page keeps what you typed. What is it that a restart empties?",
    }, "NameError"),
])  # fmt: skip

READ, CHANGE, RUN, CHECK, SAVE = (
    "read the panel", "change the answer", "run the cell again", "run the check again", "save the notebook",
)  # fmt: skip

lesson.question("welcome-order", "In which order?", asks=[
    order(
        "steps", 1.0, sorted([READ, CHANGE, RUN, CHECK, SAVE]),
        {CHANGE: [READ], RUN: [CHANGE], CHECK: [RUN], SAVE: [CHECK]},
        praise="Nothing is checked before it has run.",
    ),
])  # fmt: skip

RETURNS_PRINT = re.compile(r"return\s*\(?\s*print\b")

lesson.question("welcome-repair", "Three things to repair", asks=[
    repaired("warm", 3.0, [
        part(
            "The minutes", lambda program: program.value("minutes") == 12,
            "`minutes` is to be the number 12. What do the quotation marks make of the 10?",
            "`minutes` is a number.",
        ),
        part(
            "The name", lambda program: "minuets" not in program.source and "temperature(minutes)" in program.source,
            "Read the name between the brackets in the last line, letter by letter.",
            "The names agree.",
        ),
        part(
            "The function", lambda program: "return" in program.source and not RETURNS_PRINT.search(program.source),
            "What does `temperature` give back? Printing alone gives back None.",
            "`temperature` gives its result back.",
        ),
    ], right=coffee(12), tape=False, title="The temperature", praise="The repaired program finds it."),
])  # fmt: skip

WORD = bytes.fromhex("4c414e5445524e").decode()


@ask(1.0, "word")
def the_word(question, answers):
    """Right is a word that only the second hint tells."""
    given = answers.value("word")
    passed = isinstance(given, str) and given.strip().upper() == WORD
    told = "That is not the word." if isinstance(given, str) else "`word` is to be a text, in quotation marks."
    found = Diagnosis(
        right=False, remark="Nobody can guess this word.", first_check="Ask for the next hint, in a cell of your own.",
        further=(f"The word is {WORD}.", f"Write word = \"{WORD}\" in the cell above, and run it."),
    )  # fmt: skip
    yield Criterion("The word", 1.0, passed, told, "You know how to ask for hints.", None if passed else found)


lesson.question("welcome-hint", "The word in the hint", asks=[the_word])


def celsius(f):
    return (f - 32.0) * 5.0 / 9.0


def tried(points, *places):
    """What is asked of `celsius(f)` at some temperatures, which may be drawn."""
    return function("celsius", points, places, celsius, rounding=False, slips={
        "Which is undone first: adding 32, or multiplying by 9? Brackets say so.": lambda f: 5.0 / 9.0 * f - 32.0,
        "`//` divides and drops what is behind the point. Write `/`.": lambda f: 5 // 9 * (f - 32.0),
        "That goes from Celsius to Fahrenheit. Undo it.": lambda f: f * 9.0 / 5.0 + 32.0,
        "9 and 5 are exchanged.": lambda f: (f - 32.0) * 9.0 / 5.0,
        "32 was added on the way there. What undoes that?": lambda f: (f + 32.0) * 5.0 / 9.0,
        "The 32 is missing.": lambda f: f * 5.0 / 9.0,
        "The two parts of the difference are exchanged.": lambda f: (32.0 - f) * 5.0 / 9.0,
        "Python divides before it subtracts. Where do brackets belong?": lambda f: f - 32.0 * 5.0 / 9.0,
    }, praise="That is the temperature in Celsius.")  # fmt: skip


lesson.question("welcome-function", "Back to Celsius", hidden=1, asks=[tried(2.0, 194.0, 86)])
