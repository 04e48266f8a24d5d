# RoastLive. `make run` and `make test` do all set-up on a machine with Python 3.11 and make.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
WORKERS ?= 2

.PHONY: run test check lint e2e bench bench-rooms bench-show bench-screening bench-ledger drill-ledger peers schema messages format constraints clean

run: $(VENV)/.local-ready static/vendor/.ready roastlive/locale/.ready  ## Everything, at http://127.0.0.1:8000
	$(PY) manage.py up

# Playwright keeps an event loop running in its process, where no asynchronous test could start one.
test: setup-dev  ## All tests; those of a browser or a peer program are skipped where there is none
	$(PY) -m pytest -n $(WORKERS) -m "not e2e"
	$(PY) -m pytest -n $(WORKERS) -m e2e

check: lint test  ## Style, types, floors, migrations, production settings, templates; then the tests

e2e: setup-dev  ## Only the tests in which a real browser clicks; a missing browser is a failure here
	REQUIRE_BROWSER=1 $(PY) -m pytest tests/e2e

.PHONY: setup-dev
setup-dev: $(VENV)/.dev-ready static/vendor/.ready roastlive/locale/.ready

lint: setup-dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --check --lint --quiet templates
	$(PY) -m roastlive.testing manage.py makemigrations --check --dry-run
	$(PY) -m roastlive.testing.production manage.py check --deploy --fail-level WARNING

format: setup-dev  ## Put the code into its one form
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/djlint --reformat --quiet templates

bench: bench-rooms bench-show bench-screening bench-ledger  ## Every benchmark; each prints a table and writes var/bench/<name>.json

bench-rooms: setup-dev
	$(PY) -m benchmarks.rooms

bench-show: setup-dev  ## Chat through its whole pipeline to 1,000 sockets, and 5,000 reactions a second
	$(PY) -m benchmarks.show

bench-screening: setup-dev  ## How much screening finds of what must not be said, and how much it flags of what may
	$(PY) -m benchmarks.screening

bench-ledger: setup-dev  ## Transfers a second, beside pgbench and the textbook
	$(PY) -m benchmarks.ledger

drill-ledger: setup-dev  ## 100,000 transfers under 100 kills; writes var/drills/ledger.json (about ten minutes)
	$(PY) -m benchmarks.drill_ledger

peers:  ## Real peer programs for tests, built with Go into var/peers/bin
	.ci/peers/install

schema: setup-dev  ## Renew the part of docs/schema.md that describes the database
	$(PY) -m roastlive.testing manage.py schema_report --write

messages: setup-dev  ## Collect the texts for translation (needs GNU gettext)
	$(PY) manage.py makemessages --all --no-location --ignore=.venv --ignore=node_modules --ignore=var --ignore=tests

constraints: setup-dev  ## Write down every version that is installed now
	{ echo "# Every version that was tested together. Renew: make constraints"; $(PY) -m pip freeze; } > requirements/constraints.txt

clean:  ## Away with everything that set-up made; the data in var/ stays
	rm -rf $(VENV) node_modules static/vendor roastlive/locale/.ready

# --- Set-up, each part once until what it was made from changes ------------------------------------------------------
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "RoastLive needs Python 3.11 or newer: PYTHON=python3.11 make run")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.local-ready: requirements.txt requirements/local.txt requirements/constraints.txt | $(VENV)/bin/python
	$(PIP) install --requirement requirements/local.txt
	@touch $@

$(VENV)/.dev-ready: requirements/dev.txt $(VENV)/.local-ready
	$(PIP) install --requirement requirements/dev.txt
	@touch $@

# npm comes from PyPI too, so that every machine sets up alike.
static/vendor/.ready: package.json package-lock.json $(VENV)/.local-ready
	$(PY) -m roastlive.frontend
	@mkdir -p static/vendor && touch $@

roastlive/locale/.ready: $(wildcard roastlive/locale/*/LC_MESSAGES/*.po) $(VENV)/.local-ready
	$(VENV)/bin/pybabel --quiet compile --directory roastlive/locale --domain django
	@touch $@
