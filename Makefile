# Two commands matter: `make demo` and `make test`. Everything else is for those who work on Fenjing.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
SYSTEM := $(VENV)/.system

.PHONY: demo run test lint nightly bench pictures docs translations lock setup clean
.DEFAULT_GOAL := setup

setup: $(STAMP) $(SYSTEM)

# Without dependencies resolved again: the lock lists every file with its hash (pillow stands past moviepy's cap on purpose).
$(STAMP): packaging/requirements.lock
	@$(PYTHON) packaging/set_up.py venv $(VENV) packaging/requirements.lock
	@touch $@

$(SYSTEM): packaging/system-packages.txt
	@$(PYTHON) packaging/set_up.py system packaging/system-packages.txt
	@mkdir -p $(VENV) && touch $@

demo: setup
	@$(PY) -m app demo

run: setup
	@$(PY) -m app open --sample

lint: setup
	@$(PY) -m ruff check app tests packaging
	@$(PY) -m ruff format --check app tests packaging
	@$(PY) -m mypy

test: lint
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q -n 2 --dist loadfile -m "not nightly and not benchmark"

nightly: setup
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q -n 2 --dist loadfile -m "nightly"

bench: setup
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q -s -m "benchmark" tests/benchmarks

# The pictures of the README, from the sample project, in a real window.
pictures: setup
	@$(PY) packaging/make_pictures.py

# The tables of docs/generators.md, from the cards.
docs: setup
	@$(PY) packaging/make_docs.py

translations: setup
	@$(PY) packaging/make_translations.py

lock:
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes -q \
		--override packaging/overrides.txt --custom-compile-command "make lock" -o packaging/requirements.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
