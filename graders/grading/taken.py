"""What a student handed in, taken in once: whatever becomes of the files later, this is what is graded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from graders.course.submissions import Remark, Submission
from graders.grading.place import files_beside


@dataclass(frozen=True)
class Work:
    """A submission's bytes: the notebook, and the files beside it by relative name."""

    notebook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def digest(self) -> str:
        """A text that another work does not have.

        >>> Work(b"a").digest == Work(b"b").digest
        False
        """
        whole = hashlib.sha256(hashlib.sha256(self.notebook).digest())
        for name, data in sorted(self.files.items()):
            whole.update(hashlib.sha256(name.encode(errors="surrogateescape")).digest())
            whole.update(hashlib.sha256(data).digest())
        return whole.hexdigest()


def take(submission: Submission, ignore: list[str]) -> Work:
    """Read a submission. Raises OSError, and ValueError for a file too large to be a notebook."""
    with submission.opened() as folder:
        notebook = submission.notebook_in(folder)
        files, odd = files_beside(folder, ignore)
    return Work(notebook, files, tuple(odd))
