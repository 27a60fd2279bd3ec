#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder is built.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
cd "$root/source"
export DEBIAN_FRONTEND=noninteractive

new_enough() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null
}

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if new_enough "$name"; then
            echo "$name"
            return
        fi
    done
}

apt-get update
apt-get install -y --no-install-recommends bubblewrap \
    || echo "No bubblewrap: submissions run as another user instead."
python="$(find_python)"
for version in 3.12 3.11; do
    if [ -z "$python" ]; then
        apt-get install -y --no-install-recommends "python$version" "python$version-venv" || true
        python="$(find_python)"
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed: choose a newer base image in the autograder's settings." >&2
    exit 1
fi
"$python" -m venv "$root/venv"
"$root/venv/bin/pip" install --no-cache-dir --requirement requirements.txt ./*.whl
# The checks are for the grader alone; submissions run as another user.
chmod -R go-rwx "$root/source"
