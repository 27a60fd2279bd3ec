"""The hidden checks: one module a lesson, named as in `graders.lessons`. Students never have these."""
