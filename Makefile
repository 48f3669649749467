# Third Space. `make` alone lists what there is to make.

PYTHON ?= python3
PORT ?= 8000
DEMO ?= 1
# A school of one's own and the demonstration never share a database.
VAR ?= $(if $(filter 0 no false,$(DEMO)),var/school,var)
WORKERS ?= 2
# Browsers wait more than they work: more workers than there are cores keep these busy.
BROWSERS ?= 4

BIN := .venv/bin
# Each worker goes on where it began, so that what a folder shares is made once, not once a worker.
PYTEST := $(BIN)/python -m pytest --dist worksteal
TYPED := $(wildcard portfolio tests bench scripts migrations wsgi.py)
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

# Without a browser its tests are left out, with a sentence; under CI=true that is a failure.
define with_browser
	chromium="$$(scripts/browser.sh)"; code=$$?; \
	if [ $$code -eq 3 ]; then echo "NOT RUN: the browser tests, for want of a browser."; fi; \
	[ $$code -eq 0 ] || [ $$code -eq 3 ] || exit $$code; \
	env -u DATABASE_URL CHROMIUM="$$chromium" $(PYTEST) $(1)
endef

.DEFAULT_GOAL := help
.NOTPARALLEL:
unexport PYTHONDONTWRITEBYTECODE # without it a second start would compile everything again
.DELETE_ON_ERROR:

heading = @printf '\n== %s ==\n' '$(1)'

.PHONY: help
help: ## this list
	@echo "Third Space: a portfolio that belongs to the child."
	@echo
	@grep -hE '^[a-z-]+:.* ## ' $(MAKEFILE_LIST) | awk -F ':.* ## ' '{ printf "  make %-15s %s\n", $$1, $$2 }'
	@echo
	@echo "PORT=8001 serves elsewhere; DEMO=0 starts an empty school of your own."

# ---------------------------------------------------------------- run

.PHONY: run
run: .venv/.installed | $(VAR)/secret-key ## serve the demonstration school on http://127.0.0.1:8000
	@exec env DEMO=$(DEMO) VAR=$(VAR) $(BIN)/flask --app wsgi serve --port $(PORT)

# Made once on each machine; a server elsewhere is given SECRET_KEY or SECRET_KEY_FILE.
$(VAR)/secret-key:
	@umask 077; mkdir -p $(VAR)
	@(umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))' > $@)

# A stamp, not pip, answers whether anything changed: a second start must take under 3 seconds.
.venv/.installed: requirements.txt
	@PYTHON="$(PYTHON)" scripts/environment.sh requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@PYTHON="$(PYTHON)" scripts/environment.sh requirements.txt requirements-dev.txt
	@touch $@

# ---------------------------------------------------------------- test

.PHONY: test
test: dev browser encryption style types imports tests-sqlite-and-browser tests-postgres ## everything, in order, stopping at the first failure
	$(call heading,All of it passed)

.PHONY: dev
dev: .venv/.installed-dev ## install what the tests and tools need

.PHONY: browser
browser: ## find Chromium for the browser tests, or install it
	$(call heading,Browser)
	@scripts/browser.sh || [ $$? -eq 3 ]

.PHONY: encryption
encryption: ## find the programs that encrypt backups, or install them
	$(call heading,Encryption)
	@scripts/encryption.sh

.PHONY: style
style: dev ## ruff: every rule, and the format
	$(call heading,Style)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: types
types: dev ## mypy, strict, over source and tests
	$(call heading,Types)
	@$(BIN)/mypy $(TYPED)

.PHONY: imports
imports: dev ## who may import whom
	$(call heading,Import rules)
	@$(BIN)/lint-imports

.PHONY: tests-sqlite-and-browser
tests-sqlite-and-browser: dev # side by side: while the browsers wait, the others work
	$(call heading,Tests on SQLite and in Chromium)
	@$(call with_browser,-n $(BROWSERS))

.PHONY: tests
tests: dev ## the tests on SQLite
	$(call heading,Tests on SQLite)
	@env -u DATABASE_URL $(PYTEST) -n $(WORKERS) --ignore=tests/browser

.PHONY: tests-postgres
tests-postgres: dev ## the same tests on a PostgreSQL and an S3 server started for them
	$(call heading,Tests on PostgreSQL and S3)
	@$(BIN)/python -m tests.s3 $(BIN)/python -m tests.postgres $(PYTEST) -n $(WORKERS) --ignore=tests/browser

.PHONY: browser-tests
browser-tests: dev ## the tests in Chromium
	$(call heading,Browser tests)
	@$(call with_browser,-n $(BROWSERS) tests/browser)

.PHONY: mutants
mutants: dev ## break the rule and the ways in clause by clause; each break must fail a test
	$(call heading,Mutants)
	@$(BIN)/python -m scripts.mutants

.PHONY: promises
promises: dev ## prove over HTTP that nobody sees what was not shared (LONG=1000000: the long run, too)
	$(call heading,Promises)
	@env -u DATABASE_URL $(BIN)/python -m tests.promises $(if $(LONG),--long $(LONG))

.PHONY: faults
faults: dev ## let uploads go wrong at every point, 2,000 times and more (LONG=1: 10,000), and count what is lost
	$(call heading,Faults)
	@env -u DATABASE_URL $(BIN)/python -m tests.faults $(if $(LONG),--long)

.PHONY: bench
bench: dev ## measure the speed and print a table
	$(call heading,Benchmark)
	@$(BIN)/python -m bench

# ---------------------------------------------------------------- keep house

.PHONY: format
format: dev ## put the code in its shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: messages
messages: dev ## collect the strings that people read, for translators
	@mkdir -p portfolio/translations
	@$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --keyword lazy_gettext --sort-by-file \
		--no-location --project "Third Space" --output-file portfolio/translations/messages.pot .
	@if ls portfolio/translations/*/LC_MESSAGES/messages.po >/dev/null 2>&1; then \
		$(BIN)/pybabel --quiet update --input-file portfolio/translations/messages.pot --output-dir portfolio/translations; fi
	@echo "portfolio/translations/messages.pot holds $$(grep -c '^msgid ' portfolio/translations/messages.pot) strings."

.PHONY: migration
migration: dev ## draft the next migration from the models: make migration NAME="what changes"
	@$(BIN)/python -m scripts.migration $(NAME)
	@$(BIN)/ruff check --quiet --fix migrations || true
	@$(BIN)/ruff format --quiet migrations

.PHONY: lock
lock: dev ## write the locked requirements from requirements*.in (UPGRADE=--upgrade for newer ones)
	@$(COMPILE) $(UPGRADE) requirements.in --output-file requirements.txt
	@$(COMPILE) $(UPGRADE) requirements-dev.in --output-file requirements-dev.txt
	@if grep -nE '://|^-' requirements.txt requirements-dev.txt; then \
		echo "The lines above name an address: a lock names packages and hashes only."; exit 1; fi

.PHONY: clean
clean: ## remove what the tools left behind, and .venv (var/, the school's data, stays)
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
