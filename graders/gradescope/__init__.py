"""A lesson as an autograder that Gradescope builds and runs.

Read in this order: kept (a lesson as JSON, without its solutions), pack (the zip), run (what Gradescope
starts for each submission), results (what it is told).
"""
