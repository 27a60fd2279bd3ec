"""Asks for a program that the student repairs, part by part, with one hint at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graders.answers import AnswerError, Answers, NoSource, Plain
from graders.answers.reading import asks_a_tape
from graders.questions.ask import Ask
from graders.questions.compare import Comparison, compare
from graders.questions.criterion import Criterion
from graders.questions.explaining import diagnosis_of
from graders.questions.words import NO_TAPE, in_words
from graders.source.reading import calls, inside_a_tape, maker, sets

if TYPE_CHECKING:
    from graders.questions.question import Question

REWRITTEN = "You wrote this in another way, and the result is right."


class Program:
    """The program that sets a name, as a repair is judged by it: its text, and the values that it left."""

    def __init__(self, answers: Answers, name: str) -> None:
        self._answers, self.name = answers, name
        self.source = answers.source(name)

    def value(self, name: str) -> Plain:
        """What a variable of the program holds."""
        return self._answers.value(name)

    def kind(self, name: str) -> str:
        """The kind of number that a variable holds: "f" for floats, "i" for whole numbers, "" for none."""
        value = self.value(name)
        dtype = getattr(value, "dtype", None)
        if dtype is not None:
            return str(dtype.kind)
        return "f" if isinstance(value, float) else "i" if isinstance(value, int) else ""

    def calls(self, function: str) -> bool:
        """Whether something of this name is called, plain or as a method."""
        return calls(self.source, function)

    def made_by(self, name: str) -> str | None:
        """What a variable was made by, such as "Variable"; None where that is not to be seen."""
        try:
            return maker(self._answers.source(name), name)
        except NoSource:
            return None

    def recorded(self, name: str) -> bool:
        """Whether a name is set inside a tape's block."""
        return inside_a_tape(self.source, name)

    def asked(self, method: str = "gradient") -> list[list[str]]:
        """The arguments of the calls of `method` that the name is set to, as text."""
        return sets(self.source, self.name, method)

    def watched(self, name: str) -> bool:
        """Whether the tape watches a name: a variable, or `watch` is called. Unseen, it counts."""
        made = self.made_by(name)
        if made is None:
            return True
        plain = isinstance(self.value(name), int | float)
        return not plain and (made != "constant" or self.calls("watch"))


@dataclass(frozen=True)
class Part:
    """A fault of a program: when it is repaired, and what is said as long as it is not."""

    title: str
    repaired: Callable[[Program], bool]
    hint: str | Callable[[Program], str]
    praise: str = ""


def part(
    title: str, repaired: Callable[[Program], bool], hint: str | Callable[[Program], str], praise: str = ""
) -> Part:
    """A fault that is to be repaired; `repaired(program)` says whether it is."""
    return Part(title, repaired, hint, praise)


def repaired(
    name: str,
    points: float,
    parts: Sequence[Part],
    *,
    right: Any = None,
    slips: Mapping[str, float] | None = None,
    tape: bool = True,
    found_by: Sequence[str] = (),
    title: str = "The gradient",
    praise: str = "The program is repaired.",
) -> Ask:
    """A program with faults that is to set `name` right: to the question's derivative, or to `right`.

    The points are shared by the parts and the result. Whoever gets the right result (from a tape, unless
    `tape` is False; with `found_by`, by a call of one of these functions, so that a result that is typed in
    repairs nothing) has repaired the program, however it is written now. One hint is given at a time: to find
    the next fault is the student's part. `slips` maps a sentence to a wrong result of which it is said.
    """

    def check(question: Question, answers: Answers, random: Any) -> Iterator[Criterion]:
        value = answers.value(name)
        program = Program(answers, name)
        wanted = question.gradient() if right is None else right(question) if callable(right) else right
        result = compare(value, wanted, name=name)
        found = not found_by or any(map(program.calls, found_by))
        whole = result.equal and found and (not tape or asks_a_tape(answers, name))
        states: list[tuple[str, bool, str | Callable[[Program], str], str]] = []
        for each in parts:
            held = _holds(each, program)
            states.append((each.title, whole or held, each.hint, each.praise if held else REWRITTEN))
        told = f"{_result_words(question, result, answers, name, tape)} {_slip(value, slips or {})}".strip()
        if result.equal and not found:
            told = f"The number is right. Let the program find it: it should call `{found_by[0]}`."
        states.append((title, whole, told, praise))
        first = next((place for place, state in enumerate(states) if not state[1]), None)
        before = ""
        for place, (called, passed, hint, said) in enumerate(states):
            words = hint(program) if callable(hint) else hint
            diagnosed = place == first == len(parts) and right is None
            yield Criterion(
                called,
                points / len(states),
                passed,
                feedback=words if place == first else f"Look at it after: {before}.",
                praise=said,
                diagnosis=diagnosis_of(question, result, answers, name) if diagnosed else None,
            )
            before = before if passed else called

    return Ask(check, points, (name,), f"repaired({name!r})")


def _holds(each: Part, program: Program) -> bool:
    try:
        return bool(each.repaired(program))
    except AnswerError:
        return False  # a name of the program is gone, or holds something else


def _slip(value: Plain, slips: Mapping[str, float]) -> str:
    for sentence, wrong in slips.items():
        if compare(value, wrong, name="").equal:
            return sentence
    return ""


def _result_words(question: Question, result: Comparison, answers: Answers, name: str, tape: bool) -> str:
    if result.equal:
        return NO_TAPE if tape else ""
    if result.kind == "none":
        return f"`{name}` is still None. Something is left to repair."
    return in_words(question, result, answers, name) if question.of is not None else result.feedback
