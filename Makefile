# Two commands: make demo, make test. `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SITE_READY := $(VENV)/.production.stamp
DEV_READY := $(VENV)/.dev.stamp
# Tests run on SQLite unless this names a PostgreSQL server.
POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres
# Where the two databases could differ: search, claiming, counters, races. Run on PostgreSQL too.
ON_POSTGRES := tests/mobility_hub/lookup tests/mobility_hub/outbox tests/mobility_hub/notices tests/mobility_hub/digests tests/mobility_hub/verification tests/groups \
	tests/test_who_may_see.py::test_no_page_or_search_shows_a_stranger_the_canary tests/test_who_may_see.py::test_search_finds_the_canary_for_a_member
REDIS_URL ?= redis://127.0.0.1:6379/0

.PHONY: demo test test-services lint format migrations messages css requirements help

help:
	@echo "make demo           set up and run the site with demo content (PORT=8000), stop with Ctrl-C"
	@echo "make test           set up and run the tests that need no server (SQLite)"
	@echo "make test-services  run the tests on PostgreSQL, with Redis and Chromium, and install the wheel into new Wagtail sites"
	@echo "make lint           style, types, module boundaries, templates, translations"
	@echo "make migrations     write migrations, under Wagtail 7.4 so that they run on every supported version"
	@echo "make messages       collect the texts to translate and compile the translations (needs gettext)"
	@echo "make css            write the one stylesheet from its parts"
	@echo "make requirements   pin the requirement files anew"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(SITE_READY): requirements/production.txt | $(VENV)/bin/python
	@echo "Installing what the site runs on ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements/production.txt
	@touch $@

$(DEV_READY): requirements/dev.txt $(SITE_READY)
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements/dev.txt
	@touch $@

demo: $(SITE_READY)
	@$(BIN)/python manage.py demo --port $(PORT)

test: $(DEV_READY)
	$(BIN)/pytest -m "not services" -n 2 -q

test-services: $(DEV_READY)
	@.ci/services check
	DATABASE_URL=$(POSTGRES_URL) REDIS_URL=$(REDIS_URL) $(BIN)/pytest -n 2 -q -m "not services" --ignore-glob "*/test_rotation_*" $(ON_POSTGRES)
	DATABASE_URL=$(POSTGRES_URL) REDIS_URL=$(REDIS_URL) $(BIN)/pytest -n 2 -q -m services --ignore tests/browser
	$(BIN)/pytest -q -m services tests/browser

lint: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint mobility_hub groups home search

format: $(DEV_READY)
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

# Under Wagtail 8 a migration would name a setting that 7.4 does not have.
migrations: $(SITE_READY)
	@test -x $(VENV)-migrations/bin/python || $(PYTHON) -m venv $(VENV)-migrations
	@$(VENV)-migrations/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements/production.txt
	@$(VENV)-migrations/bin/python -m pip install --quiet --disable-pip-version-check 'wagtail~=7.4.0'
	DJANGO_SETTINGS_MODULE=settings.test $(VENV)-migrations/bin/python manage.py makemigrations

messages: $(DEV_READY)
	@command -v msgmerge > /dev/null || { echo "gettext is missing. On Debian: apt-get install gettext"; exit 1; }
	@for place in mobility_hub groups home search; do \
		(cd $$place && mkdir -p locale && ../$(BIN)/python ../manage.py makemessages --locale sv --no-wrap --no-location --ignore "static/*" --verbosity 0) || exit 1; done
	@for place in mobility_hub groups home search; do \
		(cd $$place && ../$(BIN)/python ../manage.py compilemessages --locale sv --verbosity 0) || exit 1; done

css: $(SITE_READY)
	$(BIN)/python manage.py hub_css

requirements: $(DEV_READY)
	cd requirements && for kind in production dev; do ../$(BIN)/pip-compile --quiet --upgrade --strip-extras --allow-unsafe --no-annotate --no-header --no-emit-options \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file $$kind.txt $$kind.in; done
