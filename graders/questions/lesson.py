"""A lesson: its questions, in the order in which they are written down."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graders.questions.ask import Ask
from graders.questions.drawn import is_drawn
from graders.questions.given import Cell, Given, cells_of
from graders.questions.question import Question
from graders.questions.variants import Shown, Variants

if TYPE_CHECKING:
    from graders.misconceptions import Pinned


class UnknownQuestion(KeyError):
    """No question has this id. `nearest` holds the ids that look like it, best first."""

    def __init__(self, id: str, nearest: Sequence[str]) -> None:
        super().__init__(id)
        self.id = id
        self.nearest = tuple(nearest)


class Lesson:
    """The questions of one lesson. `questions.py` makes one; it has the name of the lesson's folder.

    `silence` names misconceptions that are offered for none of its questions. `needs` names the lessons that
    come before it, for the map that `graders.overview()` draws.

    >>> from graders.questions import Lesson, gradient
    >>> lesson = Lesson("example")
    >>> asked = lesson.question("example-slope", "A slope", of=lambda x: x * x, at={"x": 3.0},
    ...                         asks=[gradient("slope", 1.0)])
    >>> lesson.find("example-slope").points
    1.0
    """

    def __init__(self, name: str, *, silence: Sequence[str] = (), needs: Sequence[str] = ()) -> None:
        if isinstance(needs, str):
            raise ValueError(f"needs={needs!r} is one text; give a list of lessons, such as [{needs!r}]")
        self.name = name
        self.needs = tuple(needs)
        self.silence = tuple(silence)
        self.student = ""
        self._questions: dict[str, Question] = {}
        self._notebook: Callable[[], str] | None = None
        self._cells: dict[str, Cell] | None = None

    def __repr__(self) -> str:
        return f"<lesson {self.name!r} with {len(self._questions)} questions>"

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions.values())

    def __len__(self) -> int:
        return len(self._questions)

    def question(
        self,
        id: str,
        title: str,
        *,
        asks: Sequence[Ask],
        of: Callable[..., Any] | None = None,
        at: Mapping[str, Any] | None = None,
        wrt: str | Sequence[str] | None = None,
        order: int = 1,
        jacobian: bool = False,
        descent: Mapping[str, Any] | None = None,
        hidden: float = 0.0,
        silence: Sequence[str] = (),
        pinned: Sequence[Pinned] = (),
        given: str | None = None,
        untouched: str = "",
        own: Mapping[str, Any] | None = None,
        shown: Shown = "",
    ) -> Question:
        """Enter a question; see `Question` for what its parts mean.

        It is worth what its asks are worth, and `hidden` points more. `wrt` is all of `at` where it is not
        said. `given` names the cell of the notebook whose program students start from; `untouched` is what
        is said as long as it stands unchanged.

        Numbers of a student's own: `at=drawn(x=one_of(8.0, 6.0))`, and in `own=drawn(...)` what else differs,
        which `of` may take by name. `shown` says how `mine("question-id")` writes it: Markdown with names in
        braces, or a function of the values by name; without it, a number or a table.

        Raises ValueError for an id that is taken, and for points that make no sense.
        """
        if id in self._questions:
            raise ValueError(f"two questions of lesson {self.name!r} have the id {id!r}")
        if is_drawn([of]):
            raise ValueError(
                f"question {id!r} draws its function; draw a name instead, own=drawn(which=one_of(...)), "
                "and let `of` take it beside its variables"
            )
        varies = is_drawn([*(at or {}).values(), *(own or {}).values()])
        if (own or shown) and not varies:
            raise ValueError(f"question {id!r} draws nothing; write at=drawn(...) or own=drawn(...)")
        if both := set(at or {}) & set(own or {}):
            raise ValueError(f"question {id!r} has {', '.join(sorted(both))} in `at` and in `own`")
        made = Question(
            id,
            self.name,
            title,
            tuple(asks),
            None if varies else of,
            {} if varies else dict(at or {}),
            wrt,
            order,
            jacobian,
            descent,
            hidden,
            (*self.silence, *silence),
            tuple(pinned),
            self.given(given) if given else None,
            untouched,
        )
        if varies:
            made.variants = Variants(dict(at or {}), dict(own or {}), of, shown)
            made = made.with_values(made.variants.common())
        self._questions[id] = made
        return made

    def vary(self, salt: str | None, student: str = "") -> None:
        """Let questions that draw give each student their own values; with None, all have the common ones.

        `student` is whose folder this is, where that is known.
        """
        self.student = student
        for question in self:
            if question.variants is not None:
                question.variants.salt = salt

    @property
    def varies(self) -> bool:
        """Whether each student has values of their own."""
        return any(each.variants is not None and each.variants.salt is not None for each in self)

    def hidden(self, id: str, asks: Sequence[Ask]) -> None:
        """Enter what only grading asks about a question. For `hidden.py`.

        Raises UnknownQuestion for an id that no question has.
        """
        question = self.find(id)
        question.hidden_asks = (*question.hidden_asks, *asks)

    def find(self, id: str) -> Question:
        """The question with this id. Raises UnknownQuestion, which carries the nearest ids."""
        if id not in self._questions:
            raise UnknownQuestion(id, difflib.get_close_matches(id, self._questions, n=3, cutoff=0.5))
        return self._questions[id]

    def given(self, name: str) -> Given:
        """The program in the notebook's cell of this name (nbgrader's, or the cell's id)."""
        return Given(name, self.cells)

    def read_from(self, notebook: Callable[[], str]) -> None:
        """Say where the text of the lesson's notebook is to be had; it is read when it is first needed."""
        self._notebook, self._cells = notebook, None

    def cells(self) -> Mapping[str, Cell]:
        """The cells of the lesson's notebook as students find them, by name and by id."""
        if self._cells is None:
            self._cells = cells_of(self._notebook()) if self._notebook is not None else {}
        return self._cells
