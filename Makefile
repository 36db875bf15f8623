# make refresh: set up and run the main job.  make test: set up and run every test.
# Set-up happens once: a stamp in .venv is compared with the lists of pinned versions.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.PHONY: help refresh test check lint types clean

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

refresh: .venv/.run ## read raw/, check it, and publish what is new
	$(BIN)/sandyq refresh

test: .venv/.dev lint types ## style, types and every test
	$(BIN)/pytest -n 2 --dist worksteal

lint: .venv/.dev ## style alone
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/.dev ## types alone
	$(BIN)/mypy

check: test ## the same as test

# Debian splits venv out of python3; where it is missing and apt-get may be used, it is fetched.
.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; on Debian: apt-get install python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  echo "python3-venv is missing; installing it"; \
	  apt-get update -qq && apt-get install -y -qq python3-venv \
	  || { echo "Could not. As root: apt-get install python3-venv, then call make again."; exit 1; }; }
	$(PYTHON) -m venv .venv

# --compile writes the bytecode now: without it prefect takes seconds longer to import.
.venv/.run: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --compile -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --compile --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --compile -r requirements-dev.txt
	@touch $@

clean: ## remove what was set up and built
	rm -rf .venv build reports *.egg-info .pytest_cache .mypy_cache .ruff_cache
