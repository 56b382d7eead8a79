#!/usr/bin/env bash
# Resolve both lock files anew, for every platform and Python >= 3.12.
# requirements-dev.lock holds all of requirements.lock, in the same versions.
set -euo pipefail
cd "$(dirname "$0")/.."

uv="${UV:-.venv/bin/uv}"
resolve=("$uv" pip compile pyproject.toml --universal --python-version 3.12 --generate-hashes
         --no-emit-index-url --custom-compile-command "make lock" --quiet "$@")

"${resolve[@]}" --output-file requirements.lock
"${resolve[@]}" --group dev --constraints requirements.lock --output-file requirements-dev.lock
# Where packages come from is the machine's matter, not the lock file's.
if grep -nE 'https?://|file://' requirements.lock requirements-dev.lock; then
    echo "An address has slipped into a lock file." >&2
    exit 1
fi
