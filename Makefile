# Two commands matter: `make run` and `make test`. Both need only Python 3.11+ (with venv) and make.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CLIENTS := .venv/clients/bin/python -m pip --disable-pip-version-check --quiet
PORT ?= 8501
LIBRARY := streamlit-jsonschema-form

.PHONY: run postgres test soak coverage lint bench dist screenshots lock clean

run: .venv/.run
	$(BIN)/patternshop serve --port $(PORT)

test: .venv/.dev .venv/.browser .venv/.suite .venv/.clients lint
	cd $(LIBRARY) && $(CURDIR)/$(BIN)/pytest -n 2 --dist loadgroup -m "not soak"
	$(BIN)/pytest -n 2 --dist loadgroup -m "not soak"

soak: .venv/.dev .venv/.browser .venv/.suite .venv/.clients
	cd $(LIBRARY) && $(CURDIR)/$(BIN)/pytest
	$(BIN)/pytest
	$(BIN)/python -m bench million

coverage: .venv/.dev .venv/.browser .venv/.suite .venv/.clients
	$(BIN)/pytest -n 2 --dist loadgroup -m "not soak" --cov --cov-report=term

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev
	$(BIN)/python -m bench

# Both wheels, for machines without the checkout.
dist: .venv/.run
	rm -rf dist
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist ./$(LIBRARY) .

screenshots: .venv/.dev .venv/.browser
	PYTHONPATH=$(LIBRARY)/tests $(BIN)/python -m tests.browser.screenshots docs/screenshots
	cd $(LIBRARY)/tests && $(CURDIR)/$(BIN)/python -m support.pictures ../docs/images

# Resolves pyproject.toml anew into pinned, hashed requirements for every supported Python. Extras stay
# in the pins: in hash mode pip takes `coverage[toml]` and `coverage` for two requirements.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-header --no-emit-package $(LIBRARY)
lock: .venv/.run
	$(PIP) install uv
	$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra postgres --group build \
	  -c requirements/run.txt -o requirements/postgres.txt
	$(COMPILE) pyproject.toml --extra postgres --group build --group dev \
	  -c requirements/postgres.txt -o requirements/dev.txt
	$(COMPILE) --group clients -o requirements/clients.txt
	$(COMPILE) --no-deps --group clients-alone -o requirements/clients-alone.txt

# pip refuses `-e .` under --require-hashes, so the pinned requirements come first, the checkout second.
.venv/.run: requirements/run.txt pyproject.toml $(LIBRARY)/pyproject.toml
	@echo "Creating .venv and installing Patternshop into it: one to three minutes the first time"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable $(LIBRARY) --editable .
	@touch $@

# What keeping the registry in PostgreSQL needs; the tests have it anyway.
postgres: .venv/.run
	@echo "Installing the PostgreSQL driver"
	@$(PIP) install --require-hashes --requirement requirements/postgres.txt

.venv/.dev: .venv/.run requirements/dev.txt
	@echo "Installing the test and lint tools"
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@

.venv/.browser: .venv/.dev
	@echo "Looking for Chromium, and fetching it if there is none"
	@$(BIN)/python $(LIBRARY)/tests/support/chromium.py
	@touch $@

# The real clients of both platforms, away from what the registry itself runs on.
.venv/.clients: .venv/.dev requirements/clients.txt requirements/clients-alone.txt
	@echo "Installing the clients of NVIDIA NeMo and Scale into .venv/clients"
	@test -x .venv/clients/bin/python || $(PYTHON) -m venv .venv/clients
	@$(CLIENTS) install --require-hashes --requirement requirements/clients.txt
	@$(CLIENTS) install --no-deps --require-hashes --requirement requirements/clients-alone.txt
	@touch $@

# The official tests of JSON Schema, which come with the source of jsonschema.
.venv/.suite: .venv/.dev $(LIBRARY)/tests/support/suite.py
	@echo "Fetching the official JSON Schema test suite"
	@$(BIN)/python $(LIBRARY)/tests/support/suite.py
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
