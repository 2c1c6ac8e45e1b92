# Two commands for a newcomer: `make run` serves the whole site, `make test` runs the whole suite.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done)
RUN := .venv/bin/python
INSTALL := $(RUN) -m pip --disable-pip-version-check install --no-deps --require-hashes --requirement
TOOLS := var/npm

.PHONY: run scale test pictures catalogues lint pins bench fill fuzz drills soak

run: .venv/run
	@LOCAL=1 $(RUN) -m collective_brain.serving.port_check $(PORT)
	@LOCAL=1 DEBUG=1 $(RUN) manage.py prepare
	@exec env -u DEBUG LOCAL=1 PORT=$(PORT) $(RUN) manage.py serve

# The production set-up on this machine: nginx, gunicorn, socket servers, workers (deploy/README.md).
scale: .venv/run
	@exec env PORT=$(PORT) $(RUN) -m deploy.scale

test: .venv/test .venv/browser $(TOOLS)
	@$(RUN) -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -rs $(PYTEST_ARGS)

# Every kind of page in var/pictures, and all of them on one sheet.
pictures: .venv/test .venv/browser
	@$(RUN) -m pytest -n 2 tests/browser/take_screenshots.py -k test_pictures
	@$(RUN) -m pytest tests/browser/take_screenshots.py -k test_one_sheet
	@echo "All of them: var/pictures/index.png"

# Gathers what is to be translated into collective_brain/locale, and compiles it.
catalogues: .venv/test
	@LOCAL=1 $(RUN) manage.py catalogues

lint: .venv/test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@LOCAL=1 .venv/bin/mypy .
	@.venv/bin/lint-imports

# The figures of docs/performance.md, in under 20 minutes. Some: make bench BENCH="pages writes"
bench: .venv/test
	@for one in $(or $(BENCH),pages writes search live); do $(RUN) -m bench.$$one || exit 1; done

# A million posts in an empty database, to measure on: make fill DATABASE_URL=postgres://user@127.0.0.1/large
fill: .venv/run
	@[ -n "$(DATABASE_URL)" ] || { echo "Say where: make fill DATABASE_URL=postgres://user@127.0.0.1/large"; exit 1; }
	@LOCAL=1 DATABASE_URL=$(DATABASE_URL) $(RUN) manage.py migrate --verbosity 0
	@LOCAL=1 DATABASE_URL=$(DATABASE_URL) $(RUN) manage.py fill

# Input that costs too much, looked for by atheris: ten minutes for each kind of it.
fuzz: .venv/run
	@$(RUN) -m bench.fuzz --minutes $(or $(MINUTES),10)

# Breaks things while people write, 20 times each, and counts what is lost. Some: make drills DRILLS="kill-server disk"
drills: .venv/test
	@$(RUN) -m bench.drills $(DRILLS) --times $(or $(TIMES),20)

# An hour of chat: the server's memory minute by minute.
soak: .venv/test
	@$(RUN) -m bench.soak

# Pins what pyproject.toml declares, with hashes.
PIN = .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet
pins: .venv/test
	@$(RUN) -m pip install --quiet uv
	$(PIN) --output-file requirements.txt
	$(PIN) --all-extras --group test --constraints requirements.txt --output-file tests/requirements.txt
	$(PIN) --all-extras --constraints requirements.txt --output-file deploy/requirements.txt

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Collective Brain needs Python 3.11 or newer. Here is: $$(python3 --version 2>&1 || echo no Python)."; \
		echo "Install it (https://www.python.org/downloads/), or say where it is: make run PYTHON=/path/to/python3"; \
		exit 1; fi
	@rm -f .venv/run .venv/test
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing what the site needs (a minute or two, once) ..."
	@$(INSTALL) requirements.txt
	@touch $@

.venv/test: requirements.txt tests/requirements.txt | .venv/bin/python
	@echo "Installing what the site and its tests need (a minute or two, once) ..."
	@$(INSTALL) tests/requirements.txt
	@touch .venv/run $@

.venv/browser: | .venv/test
	@[ -n "$$CHROMIUM" ] || command -v chromium google-chrome >/dev/null || .venv/bin/playwright install chromium
	@touch $@

# The checkers of HTML and accessibility come from npm; without it their tests say so and are skipped.
$(TOOLS): tests/package.json tests/package-lock.json
	@mkdir -p $@
	@if command -v npm >/dev/null; then \
		cp tests/package.json tests/package-lock.json $@/ && npm ci --silent --no-fund --no-audit --prefix $@; fi
	@touch $@
