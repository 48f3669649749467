#!/usr/bin/env bash
# Makes .venv where it is missing and installs the locked requirements named as arguments into it.
# It needs Python 3.11 or newer and nothing else; it must not install anything outside .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="${PYTHON:-python3}"

if ! command -v "$python" >/dev/null; then
    echo "Third Space needs Python 3.11 or newer: install it, or say which one to use with PYTHON=/path/to/python." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Third Space needs Python 3.11 or newer; $python is $("$python" --version)." \
        "Say which one to use with PYTHON=/path/to/python." >&2
    exit 1
fi

if ! .venv/bin/python -c '' 2>/dev/null; then
    echo "Making .venv with $("$python" --version) …"
    if ! "$python" -m venv --clear .venv; then
        rm -rf .venv
        echo "Python could not make .venv. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi

files=()
for file in "$@"; do
    files+=(--requirement "$file")
done
echo "Installing $* …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes "${files[@]}"
