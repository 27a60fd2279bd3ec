"""Run the scripts of `benchmarks/`: all, or those named, as in `python tools/benchmarks.py tape gradient`."""

import subprocess
import sys

from environment import FOLDERS, LESSONS, PEERS, ROOT, interpreter, variables


def main(chosen: list[str]) -> int:
    """Run the scripts, beside the peers where those are installed; returns 1 if a script failed.

    A script is a Python file whose name does not start with an underscore.
    """
    scripts = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[!_]*.py"))}
    unknown = [name for name in chosen if name not in scripts]
    if not scripts:
        print("The folder benchmarks holds no script.", file=sys.stderr)
        return 1
    if unknown:
        print(
            f"No benchmark is named {', '.join(unknown)}. There are: {', '.join(scripts)}.", file=sys.stderr
        )
        return 1
    environment = FOLDERS[PEERS]
    if not interpreter(environment).exists():
        environment = FOLDERS[LESSONS]
        print("The peers are not installed, so only ours is measured. To compare: make peers", flush=True)
    failed = []
    for name in chosen or list(scripts):
        command = [str(interpreter(environment)), str(scripts[name])]
        if subprocess.run(command, cwd=ROOT, env=variables(environment)).returncode != 0:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
