"""What stops the build of the site."""


class SiteProblem(Exception):
    """The site cannot be built; the message says what is missing and what to do about it."""
