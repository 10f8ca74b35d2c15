# Needs Python >= 3.11, git and make; everything else is set up in .venv, inside the tree.

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest

# Browsers and caches need a home; where there is none, the tree lends them one.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.venv/home
endif

.PHONY: help setup chromium demo test check bench lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

setup: ## create or update .venv from requirements.lock; the others call it
	@tools/setup.sh

demo: setup ## run a whole contest with simulated citizens (ARGS="--once --citizens 300")
	@.venv/bin/hoithi demo $(ARGS)

chromium: setup
	@tools/chromium.sh

test: setup chromium ## run every test (ARGS="tests/unit -k deadline" for some)
	$(PYTEST) $(ARGS)

check: setup chromium ## what CI runs: format, lint, types, layers, drawn documents, every test
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports
	for script in $(wildcard docs/draw_*.py); do $(PYTHON) $$script --check || exit 1; done
	$(PYTEST) $(ARGS)

bench: setup ## run the benchmarks; prints a table and writes docs/bench.json
	$(PYTHON) -m tests.benchmarks $(ARGS)

lock: setup ## pin the dependencies of pyproject.toml anew (ARGS=--upgrade for newer versions)
	.venv/bin/uv pip compile --quiet --no-cache --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate pyproject.toml --group dev -o requirements.lock $(ARGS)
