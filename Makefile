# Two commands do everything on a fresh machine: `make demo` and `make test`.
# Set-up happens by itself, when it is needed; `make help` lists the rest.

PORT ?= 8000
export PORT

# Bytecode is kept: without it each process compiles Django and its packages anew, some seconds.
unexport PYTHONDONTWRITEBYTECODE

# uv from the machine if it runs, else our own copy, fetched by pip into .tools.
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo .tools/bin/uv)
BIN := .venv/bin
READY := .venv/.done

.PHONY: help ready demo audit test test-all test-sqlite test-postgres check lint bench messages catalogues chromium clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 - /p' $(MAKEFILE_LIST)

ready: $(READY) catalogues ## only set up; then .venv/bin/kimppa is there

demo: $(READY) catalogues ## open Kimppa with a demo consortium; PORT=8000
	@$(BIN)/kimppa demo

test: $(READY) catalogues chromium ## all checks and tests, on both databases; ROOM=publishing: a room's
	@$(BIN)/python scripts/suite.py $(if $(ROOM),--room $(ROOM))

test-all: $(READY) catalogues chromium ## the same with the large tests, and everything on PostgreSQL too
	@$(BIN)/python scripts/suite.py --all

test-sqlite: catalogues ## every test on SQLite
	@$(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder -rs

test-postgres: catalogues ## what touches a database on a PostgreSQL started for it
	@$(BIN)/python scripts/postgres.py $(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder -rs

check: lint ## what a change must pass before it lands; no browser, some seconds
	@$(BIN)/pytest tests/architecture

lint: $(READY) catalogues
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy

audit: $(READY) ## known vulnerabilities in the packages; asks the package index
	@$(BIN)/python scripts/audit.py

bench: $(READY) catalogues ## benchmarks beside peers; writes nothing
	@$(BIN)/pytest bench -n 0 -rs -s

messages: $(READY) ## gather texts to translate into every room's locale/, then compile
	@$(BIN)/python scripts/messages.py extract
	@$(BIN)/python scripts/messages.py compile

catalogues: $(READY)
	@$(BIN)/python scripts/messages.py compile

# Browser tests want Debian's Chromium, without the windows of a desktop or, slower, with them.
# Only root can install it; others are told how.
BROWSER := chromium-headless-shell
chromium:
	@command -v $(BROWSER) >/dev/null || scripts/install.sh $(BROWSER) || true

ENGINE := import kimppa.marc.cli.checking, pyarrow.compute; from kimppa.marc.rules.loading import load; load()
$(READY): pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet
	@$(BIN)/python -c "$(ENGINE)" # its bytecode and rules, also for who will write none
	@touch $@

.tools/bin/uv:
	@python3 -m pip --version >/dev/null 2>&1 || scripts/install.sh python3-pip
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv

clean: ## remove what set-up made; the instance folder var/ stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
