"""Write the pins in `requirements/` from `pyproject.toml`: for every platform, as `name==version` lines.

Existing pins are kept where they still fit; `--upgrade` takes the newest versions.
"""

import os
import re
import subprocess
import sys

from environment import DEVELOPMENT, LESSONS, PEERS, PINS, ROOT, SITE, interpreter

EXTRAS = {
    LESSONS: ["drawing", "notebooks"],
    SITE: ["drawing", "notebooks", "site"],
    DEVELOPMENT: ["drawing", "notebooks", "cluster", "postgresql", "site", "tests"],
    PEERS: ["benchmarks"],
}
PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==\S+( ; .+)?")
# What only a graphics card needs: the peers are measured on the processor. pip adds what a build asks for.
GRAPHICS = re.compile(r"(cuda|nvidia|triton)\b")


def compile_pins(profile: str, upgrade: bool) -> None:
    """Resolve a profile's extras and write its file; SystemExit when they have no common answer."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--group", "build"]
    command += ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    for extra in EXTRAS[profile]:
        command += ["--extra", extra]
    for known in (LESSONS, SITE)[: list(EXTRAS).index(profile)]:  # what two files name, they name alike
        command += ["--constraint", str(PINS[known])]
    command += ["--output-file", str(PINS[profile])]
    if upgrade:
        command.append("--upgrade")
    result = subprocess.run(command, cwd=ROOT, env=dict(os.environ, UV_SYSTEM_CERTS="1"))
    if result.returncode != 0:
        raise SystemExit(result.returncode)
    lines = PINS[profile].read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if PIN.fullmatch(line) and not GRAPHICS.match(line)]
    if profile == PEERS:
        lessons = set(PINS[LESSONS].read_text(encoding="utf-8").splitlines())
        kept = [line for line in kept if line not in lessons]
    PINS[profile].write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{PINS[profile].relative_to(ROOT)}: {len(kept)} pins")


if __name__ == "__main__":
    if not interpreter(ROOT / ".venv").exists():
        sys.exit("Run `make lock`, which sets the environment up first.")
    for name in EXTRAS:
        compile_pins(name, upgrade="--upgrade" in sys.argv[1:])
