# Two commands are enough: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
CODE := portal events courses medborgerforum tests scripts deploy manage.py
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort \
	    | awk 'BEGIN {FS = ":.*## "} {printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: ## Start the portal with demo content: web, worker and clock (PORT=8000)
	@scripts/setup.sh
	@exec $(PY) scripts/run.py

.PHONY: test
test: ## All checks and the whole test suite
	@scripts/setup.sh --dev
	@exec scripts/test.sh

.PHONY: e2e
e2e: dev ## The tests that drive Chromium
	@REQUIRE_CHROMIUM=1 $(PY) -m pytest -m e2e

.PHONY: bench
bench: dev ## Sign-ups, pages and sealing on PostgreSQL (TEST_POSTGRES_URL, BENCH="--people 400", BENCH_TARGETS="--sizes 1000 100000")
	@$(PY) -m tests.benchmarks.signup $(BENCH)
	@$(PY) -m tests.benchmarks.targets $(BENCH_TARGETS)

.PHONY: lint
lint: dev ## Lint, format check, import layers
	@$(PY) -m ruff check $(CODE)
	@$(PY) -m ruff format --check --quiet $(CODE)
	@.venv/bin/lint-imports --no-cache

.PHONY: format
format: dev ## Format the code and mend what can be mended
	@$(PY) -m ruff check --fix-only --quiet $(CODE)
	@$(PY) -m ruff format $(CODE)

.PHONY: typecheck
typecheck: dev ## mypy
	@$(PY) -m mypy

.PHONY: lock
lock: dev ## Resolve the lock files anew (LOCK_FLAGS=--upgrade for newer versions)
	@scripts/lock.sh $(LOCK_FLAGS)

.PHONY: vendor
vendor: ## Refresh the vendored part of the public design system (needs Node)
	@bash scripts/vendor.sh

.PHONY: messages
messages: dev ## Collect texts for translation (needs GNU gettext), then compile
	@# English only: our texts are Danish, and locale/da, kept by hand, translates Wagtail's.
	@$(PY) manage.py makemessages --locale en --ignore 'node_modules/*' --ignore '.venv/*' \
	    --ignore 'var/*' --no-wrap --no-location --no-obsolete
	@$(PY) scripts/neutral_catalogue.py
	@$(PY) scripts/compile_messages.py

.PHONY: reset-demo
reset-demo: ## Throw away the demo database, mail and uploads; the next run loads it anew
	@rm -rf var/vink.sqlite3* var/mail var/media
	@echo "Demoen er slettet / the demo is gone. make run"

.PHONY: clean
clean: ## Remove the environment and whatever can be made again; keeps the demo's data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	    node_modules var/static var/test*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale locale_forum -name '*.mo' -delete 2>/dev/null || true

.PHONY: dev
dev:
	@scripts/setup.sh --dev
