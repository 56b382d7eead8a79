#!/usr/bin/env bash
# Print the path of a Python that can run the portal: >= 3.12, with SQLite >= 3.37, TLS and venv.
# A candidate counts only when it has been run: a pyenv shim may stand on PATH and fail.
set -u

works() {
    "$1" -I -c '
import sys
assert sys.version_info >= (3, 12)
import ensurepip, sqlite3, ssl, venv
assert sqlite3.sqlite_version_info >= (3, 37)
' </dev/null >/dev/null 2>&1
}

# 3.13 first: the portal is tested on it.
candidates() {
    [ -n "${PYTHON:-}" ] && echo "$PYTHON"
    local version directory
    for version in 3.13 3.14 3.12; do
        type -ap "python$version"
    done
    type -ap python3
    for version in 3.13 3.14 3.12; do
        for directory in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version"* \
                         /opt/pyenv/versions/"$version"*; do
            echo "$directory/bin/python$version"
        done
    done
    for version in 3.13 3.14 3.12; do
        for directory in /opt/homebrew/bin /usr/local/bin /usr/bin; do
            echo "$directory/python$version"
        done
    done
    command -v uv >/dev/null 2>&1 && uv python find --no-project '>=3.12' 2>/dev/null
}

while IFS= read -r candidate; do
    if [ -x "$candidate" ] && works "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done < <(candidates 2>/dev/null)

cat >&2 <<'TEXT'
Fandt ingen Python 3.12 eller nyere (med SQLite 3.37, ssl og venv).
  Debian 13 / Ubuntu 24.04:  sudo apt install python3 python3-venv
  Ældre systemer:            pyenv install 3.13   eller   uv python install 3.13
  Et andet sted:             PYTHON=/sti/til/python3.13 make run

No Python 3.12 or newer was found (with SQLite 3.37, ssl and venv).
The commands above install one; PYTHON=/path/to/python3.13 names one that lies elsewhere.
TEXT
exit 1
