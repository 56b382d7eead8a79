#!/usr/bin/env bash
# Every check of the project, quickest first. The first failure ends the run.
#
#   REQUIRE_POSTGRES=1   fail, instead of saying so, when no PostgreSQL can be reached
#   REQUIRE_CHROMIUM=1   the same for Chromium
#   TEST_POSTGRES_URL    a PostgreSQL where databases may be created
#   PYTEST_WORKERS       processes that pytest spreads over (default: one per core)
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
# The settings of the tests decide; whatever the shell has set for another database must not.
postgres="${TEST_POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/postgres}"
unset DATABASE_URL DJANGO_SETTINGS_MODULE

step() { printf '\n== %s\n' "$1"; }

code=(portal events courses medborgerforum tests scripts deploy manage.py)
step "lint"
ruff check --quiet "${code[@]}"
ruff format --check --quiet "${code[@]}"
step "import layers"
lint-imports --no-cache
step "types"
mypy
step "migrations"
DJANGO_SETTINGS_MODULE=portal.settings.test python manage.py makemigrations --check --dry-run
step "deployment check with production settings"
# Values of the right shape: nothing here is connected to.
env DJANGO_SETTINGS_MODULE=portal.settings.production \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    VINK_LINK_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    ALLOWED_HOSTS=vink.example VINK_BASE_URL=https://vink.example \
    VINK_NEUTRAL_HOST=neutral.example VINK_NEUTRAL_FROM_EMAIL=kontakt@neutral.example \
    DATABASE_URL=postgres://vink@db.example/vink REDIS_URL=redis://cache.example/0 \
    python manage.py check --deploy --fail-level WARNING

run_pytest() {
    python -m pytest -n "${PYTEST_WORKERS:-auto}" --dist worksteal --durations 15 --durations-min 5 "$@"
}

if python -m tests.chromium >/dev/null; then :; else
    echo "Chromium mangler, og testene i browseren springes over / browser tests are skipped:" \
         "sudo apt install chromium"
    [ -z "${REQUIRE_CHROMIUM:-}" ] || exit 1
fi
if problem="$(python scripts/probe_postgres.py "$postgres" 2>&1)"; then
    # The short run first; the whole suite, with its closing line, comes last.
    step "tests that depend on the database, on PostgreSQL"
    DATABASE_URL="$postgres" run_pytest -m "postgres or postgres_only"
else
    echo "PostgreSQL kan ikke nås / cannot be reached ($problem):" \
         "sudo apt install postgresql, TEST_POSTGRES_URL=postgres://user:password@host/postgres"
    [ -z "${REQUIRE_POSTGRES:-}" ] || exit 1
fi

step "the whole suite, on SQLite"
run_pytest -m "not postgres_only"
