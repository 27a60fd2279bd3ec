#!/usr/bin/env bash
# Gradescope runs this for each submission. Where it fails there is no results.json, and so no grade.
root="${AUTOGRADER_ROOT:-/autograder}"
export PATH="$root/venv/bin:$PATH"
exec "$root/venv/bin/python" -m graders.gradescope "$root"
