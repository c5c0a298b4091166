# Every target sets up what it needs: Python 3.11 or newer, make and a package index are enough.
# One line per target is the help: keep the text after the two hashes short.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8765
BATON_PORT ?= 3000
WORKERS ?= 3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := .cache/lock/bin/uv

.PHONY: help setup demo test check format bench pictures lock hooks clean

help:  ## Show this list
	@echo 'Baton. What you can make:'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: $(READY)  ## Make .venv with everything, at the locked versions
	@:

# The stamp is newer than what it was made from, so that a changed lock sets up again and an unchanged one does not.
$(READY): requirements/dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo 'Baton needs Python 3.11 or newer, and there is no $(PYTHON) here.'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Baton needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V | cut -d' ' -f2): name a newer one with make PYTHON=python3.11."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make environments yet: on Debian or Ubuntu, apt-get install python$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"; exit 1; }
	@echo 'Setting up $(VENV) (a minute or two, once) ...'
	@[ -x $(BIN)/python ] && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
	@echo 'Ready.'

demo: $(READY)  ## Try Baton on this machine, with a sandbox instead of Slack
	@exec $(BIN)/baton demo --port $(PORT) --baton-port $(BATON_PORT)

test: check  ## Check everything, then run all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: $(READY)  ## Formatting, lint, types and the import rules
	@$(BIN)/ruff format --check --quiet . || { echo 'Some files are not formatted: make format'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }

format: $(READY)  ## Format the code and fix what can be fixed
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

bench: $(READY)  ## Measure how fast Baton answers
	@$(BIN)/python -m tests.bench

pictures: $(READY)  ## Take the pictures of the README again
	@$(BIN)/python -m tests.pictures

# Dependencies are declared in pyproject.toml and locked here with their hashes, for every platform at once.
# To add one: write it there, make lock, make setup. Known versions are kept; make lock UPGRADE=1 takes the newest ones.
lock: $(UV)  ## Lock the dependencies again (UPGRADE=1 for newer ones)
	@compile() { $(UV) pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade) pyproject.toml "$$@"; }; \
	compile --extra vin --group dev --output-file requirements/dev.txt >/dev/null; \
	compile --constraints requirements/dev.txt --no-annotate --output-file requirements/run.txt >/dev/null
	@echo 'Locked. Now: make setup'

$(UV):
	@$(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv

hooks:  ## Check before every commit
	@hook=$$(git rev-parse --git-path hooks)/pre-commit; mkdir -p "$$(dirname "$$hook")"; \
	printf '#!/bin/sh\nexec make check\n' >"$$hook"; chmod +x "$$hook"; echo 'From now on, a commit runs make check first.'

clean:  ## Remove what was made here, but no data
	@rm -rf $(VENV) .cache build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
