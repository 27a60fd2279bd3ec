"""`python -m graders.gradescope ROOT`: grade the submission that Gradescope put below ROOT."""

import sys
from pathlib import Path

from graders.gradescope.run import main

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder")))
