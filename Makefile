SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done)
RUN := .venv/bin/python
INSTALL = $(PYTHON) deploy/install_packages.py
TOOLS := var/npm
NPM_BIN := $(TOOLS)/node_modules/.bin
# These templates are parts of a sentence: a line break at their end would show as a space.
INLINE := templates/_time.html templates/revisions/_diff_pieces.html templates/search/_highlighted_text.html
TEMPLATES = $(filter-out $(INLINE),$(shell find templates -name '*.html' | sort))

.PHONY: lint-style lint-types lint-imports lint-templates lint-scripts
.PHONY: help run scale test retest matrix page-costs pictures mail-pictures catalogues lint pins bench fill fuzz costs drills mail-check mail-corpus soak split

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: .venv/run ## Serve the whole site on http://127.0.0.1:8000 (another port: make run PORT=9000)
	@LOCAL=1 $(RUN) -m collective_brain.serving.port_check $(PORT)
	@LOCAL=1 DEBUG=1 $(RUN) manage.py prepare
	@exec env -u DEBUG LOCAL=1 PORT=$(PORT) $(RUN) manage.py serve

scale: .venv/run ## Serve as in production: nginx, gunicorn, socket servers, workers (deploy/README.md)
	@exec env PORT=$(PORT) $(RUN) -m deploy.scale

test: .venv/test .venv/browser $(TOOLS)/installed ## Run the whole test suite
	@$(RUN) -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -rs $(PYTEST_ARGS)

# Three processes on two cores: a browser may be too late for a test that passes alone.
retest: .venv/test ## Run the tests that failed again, one after the other, if they are three at most
	@failed=$$($(RUN) -m pytest --last-failed --last-failed-no-failures none --collect-only | grep -c '::' || true); \
	if [ "$$failed" -lt 1 ] || [ "$$failed" -gt 3 ]; then echo "$$failed tests to run again"; exit 1; fi
	@$(RUN) -m pytest -n 0 --last-failed --last-failed-no-failures none -rA $(PYTEST_ARGS)

matrix: .venv/test .venv/browser ## Run all cases of typed texts: who typed, who reads, what happened in between
	@$(RUN) -m pytest -n 3 --whole tests/browser/test_typed_texts.py

page-costs: .venv/test .venv/browser ## Print bytes, requests, first text on 2G and taps of every kind of page
	@$(RUN) -m pytest -n 0 --whole tests/browser/test_page_costs.py tests/browser/test_taps.py

pictures: .venv/test .venv/browser ## Take pictures of every kind of page into var/pictures
	@$(RUN) -m pytest -n 2 tests/browser/take_screenshots.py -k test_pictures
	@$(RUN) -m pytest tests/browser/take_screenshots.py -k test_one_sheet
	@echo "All pictures on one sheet: var/pictures/index.png"

mail-pictures: .venv/test .venv/browser ## Take pictures of every kind of e-mail into var/pictures/mail
	@$(RUN) -m pytest tests/browser/take_mail_pictures.py
	@echo "All pictures on one sheet: var/pictures/mail/index.png"

catalogues: .venv/test ## Update and compile the translations in collective_brain/locale
	@LOCAL=1 $(RUN) manage.py catalogues

lint: lint-style lint-types lint-imports lint-templates lint-scripts ## Check style, types, imports, templates and scripts

# .pre-commit-config.yaml runs each of these for the files that it is about.
lint-style: .venv/test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

lint-types: .venv/test
	@LOCAL=1 .venv/bin/mypy .

lint-imports: .venv/test
	@.venv/bin/lint-imports

lint-templates: .venv/test
	@.venv/bin/djade --check $(TEMPLATES)

# Style sheets and scripts must work in the browsers of .browserslistrc.
CHECK_BROWSERS = $(NPM_BIN)/eslint collective_brain/static/js && \
	BROWSERSLIST_IGNORE_OLD_DATA=1 $(NPM_BIN)/stylelint --config-basedir $(TOOLS) 'collective_brain/static/css/**/*.css'

lint-scripts: $(TOOLS)/installed
	@if [ -x $(NPM_BIN)/stylelint ]; then $(NPM_BIN)/biome check --error-on-warnings && $(CHECK_BROWSERS); \
	elif [ "$$CI" = true ]; then echo "The check of style sheets and scripts needs npm."; exit 1; \
	else echo "Skipped: the check of style sheets and scripts. It needs npm (apt-get install npm)."; fi

split: .venv/test ## Split and merge a topic of 5,000 posts while 20 members write, and count losses (OPTIONS="--posts 200")
	@$(RUN) -m bench.split $(OPTIONS)

bench: .venv/test ## Measure what docs/performance.md reports, 20 minutes (a part: make bench BENCH="pages writes")
	@for name in $(or $(BENCH),pages writes search live); do $(RUN) -m bench.$$name || exit 1; done

fill: .venv/run ## Write a million posts: make fill DATABASE_URL=postgres://user@127.0.0.1/empty_database
	@[ -n "$(DATABASE_URL)" ] || { echo "Name an empty database: make fill DATABASE_URL=postgres://user@127.0.0.1/empty_database"; exit 1; }
	@LOCAL=1 DATABASE_URL=$(DATABASE_URL) $(RUN) manage.py migrate --verbosity 0
	@LOCAL=1 DATABASE_URL=$(DATABASE_URL) $(RUN) manage.py create_large_site

fuzz: .venv/run ## Search for input that costs too much, 10 minutes for each kind (MINUTES=1)
	@$(RUN) -m bench.fuzz --minutes $(or $(MINUTES),10)

costs: .venv/test ## Ask for every page, form and event with the worst stored content, 20 minutes, and print the costs
	@ALL_COSTS=1 $(RUN) -m pytest tests/costs -rP -p no:logging

drills: .venv/test ## Break parts while people write, and count losses (a part: DRILLS="kill-server disk" TIMES=5)
	@$(RUN) -m bench.drills $(DRILLS) --times $(or $(TIMES),20)

mail-check: .venv/test ## Mail 10 posts to 1,000 followers while workers are killed and the mail server fails, 5 minutes
	@$(RUN) -m bench.mail $(OPTIONS)

mail-corpus: .venv/test ## Send every mail of a folder to a site by SMTP, and print what became of them, 2 minutes
	@$(RUN) -m bench.mail_corpus $(or $(FOLDER),../shared/data/raw-mime)

soak: .venv/test ## Chat for an hour, and print the memory of the server each minute
	@$(RUN) -m bench.soak

PIN = .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet
pins: .venv/test ## Pin what pyproject.toml declares, with hashes
	@$(RUN) -m pip install --quiet uv
	$(PIN) --output-file requirements.txt
	$(PIN) --all-extras --group test --constraints requirements.txt --output-file tests/requirements.txt
	$(PIN) $(addprefix --extra ,providers s3 sentry opentelemetry) --constraints requirements.txt --output-file deploy/requirements.txt

.venv/run: requirements.txt
	$(REQUIRE_PYTHON)
	@$(INSTALL) requirements.txt $@

.venv/test: requirements.txt tests/requirements.txt
	$(REQUIRE_PYTHON)
	@$(INSTALL) tests/requirements.txt $@
	@touch .venv/run

define REQUIRE_PYTHON
@if [ -z "$(PYTHON)" ]; then \
	echo "Collective Brain needs Python 3.11 or newer. This machine has: $$(python3 --version 2>&1 || echo no Python)."; \
	echo "Install it (https://www.python.org/downloads/), or name its path: make run PYTHON=/path/to/python3"; \
	exit 1; fi
endef

.venv/browser: | .venv/test
	@if [ -n "$$CHROMIUM" ] || command -v chromium-headless-shell chromium google-chrome >/dev/null || .venv/bin/playwright install chromium; \
	then touch $@; \
	else echo "Chromium could not be installed, so browser tests fail. The next run tries again."; fi

# npm installs the checkers of HTML, accessibility, style sheets and scripts. Without it their tests
# and checks are skipped, and each run tries again and says so.
$(TOOLS)/installed: tests/package.json tests/package-lock.json
	@mkdir -p $(TOOLS)
	@cp tests/package.json tests/package-lock.json $(TOOLS)/
	@if ! command -v npm >/dev/null; then \
		echo "Skipped: the checks of pages, style sheets and scripts. They need npm (apt-get install npm)."; \
	elif npm ci --silent --no-fund --no-audit --fetch-retries=1 --fetch-timeout=20000 --prefix $(TOOLS); then \
		touch $@; \
	else echo "Skipped: the checks of pages, style sheets and scripts. npm could not install them (no network?)."; fi
