#!/usr/bin/env bash
# Make the machine ready: system libraries, virtual environment, packages, translations.
# Safe to repeat; when nothing has changed it takes a fraction of a second.
# Usage: scripts/setup.sh [--dev]     --dev adds what tests and linters need.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=requirements.lock
[ "${1:-}" = --dev ] && lock=requirements-dev.lock

# The lock files as last installed, kept in the environment: the same text means the same
# packages. The development lock holds all of the other one.
installed() {
    [ -x .venv/bin/python ] && cmp -s "$1" ".venv/installed-$1" \
        && .venv/bin/python -c '' >/dev/null 2>&1
}
up_to_date() {
    installed "$lock" || { [ "$lock" = requirements.lock ] && cmp -s requirements.lock \
        .venv/base-of-dev.lock && installed requirements-dev.lock; }
}

system_libraries() {
    local missing
    missing="$("$1" -I scripts/system_libraries.py | xargs)"
    [ -z "$missing" ] && return
    # shellcheck disable=SC2086
    scripts/apt_install.sh $missing || true
    missing="$("$1" -I scripts/system_libraries.py | xargs)"
    [ -z "$missing" ] && return
    cat >&2 <<TEXT
Der mangler systembiblioteker til PDF-dokumenter / PDF documents need system libraries:
    sudo apt install $missing
(macOS: brew install pango)
TEXT
    exit 1
}

if ! up_to_date; then
    python="$(scripts/find_python.sh)"
    system_libraries "$python"
    if ! .venv/bin/python -c 'import pip, sys; assert sys.version_info >= (3, 12)' \
            >/dev/null 2>&1; then
        rm -rf .venv
        "$python" -m venv .venv
    fi
    echo "Henter pakker / Installing packages ($lock) …"
    rm -f .venv/installed-* .venv/base-of-dev.lock
    # --no-deps: the lock file is complete; what it does not name is not wanted.
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --no-deps --requirement "$lock"
    [ "$lock" = requirements-dev.lock ] && cp requirements.lock .venv/base-of-dev.lock
    cp "$lock" ".venv/installed-$lock"
fi

.venv/bin/python scripts/compile_messages.py
