# Two commands for a newcomer: `make run` serves the whole site, `make test` runs the whole suite.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done)
RUN := .venv/bin/python
TOOLS := var/npm

.PHONY: run test pictures catalogues lint python

run: .venv/run
	@LOCAL=1 $(RUN) -m collective_brain.port $(PORT)
	@LOCAL=1 DEBUG=1 $(RUN) manage.py prepare
	@exec env LOCAL=1 PORT=$(PORT) $(RUN) manage.py serve

test: .venv/test $(TOOLS)
	@$(RUN) -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

pictures: .venv/test
	@$(RUN) -m tests.pictures

catalogues: .venv/test
	@LOCAL=1 $(RUN) manage.py catalogues

lint: .venv/test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy .
	@.venv/bin/lint-imports

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Collective Brain needs Python 3.11 or newer. Here is: $$(python3 --version 2>&1 || echo no Python)."; \
		echo "Install it (https://www.python.org/downloads/), or say where it is: make run PYTHON=/path/to/python3"; \
		exit 1; fi

.venv/run: requirements.txt | python
	@echo "Installing what the site needs (a minute or two, once) ..."
	@[ -x .venv/bin/python ] || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test: tests/requirements.txt | .venv/run
	@echo "Installing what the tests need (a minute or two, once) ..."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

# The checkers of HTML and accessibility come from npm; without it their tests say so and are skipped.
$(TOOLS): tests/package.json tests/package-lock.json
	@mkdir -p $@
	@if command -v npm >/dev/null; then \
		cp tests/package.json tests/package-lock.json $@/ && npm ci --silent --no-fund --no-audit --prefix $@; fi
	@touch $@
