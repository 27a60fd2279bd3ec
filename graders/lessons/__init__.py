"""The questions of the lessons and their visible checks: one module a lesson. Students have these files."""
