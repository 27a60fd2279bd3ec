"""nbgrader's configuration, read as nbgrader itself reads it, without importing nbgrader."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

CONFIG = "nbgrader_config.py"


class Unreadable(Exception):
    """A configuration file cannot be read; the message names it."""


def configuration(root: Path) -> Config:
    """The settings of a course: the user's, then those of the course's folder on top. Raises Unreadable."""
    config = Config()
    for folder in [*reversed(jupyter_config_path()), str(root)]:
        try:
            config.merge(PyFileConfigLoader(CONFIG, path=folder).load_config())
        except ConfigFileNotFound:
            continue
        except (Exception, SystemExit) as problem:
            raise Unreadable(
                f"{Path(folder) / CONFIG} cannot be read: {type(problem).__name__}: {problem}"
            ) from None
    return config


def configuration_above(folder: Path) -> tuple[Path, Config]:
    """The course's folder at or above a folder, and its settings.

    Where no folder has a configuration, it is the one that nbgrader's own layout leads to.
    """
    course = next((above for above in (folder, *folder.parents) if (above / CONFIG).is_file()), None)
    config = configuration(course or folder)
    if root := config.CourseDirectory.get("root"):
        return Path(str(root)), config
    return course or folder.parents[min(2, len(folder.parents) - 1)], config
