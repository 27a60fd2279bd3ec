"""The lessons of a course as a map: what needs what, what each asks, and what a student has seen of it.

`reading` finds the lessons in the folders beside a notebook, `picture` draws the map, `page` shows both in a
notebook. All of it is read from files that lie there; nothing is kept elsewhere, and nothing is sent.
"""

from graders.coursemap.page import Overview, overview

__all__ = ["Overview", "overview"]
