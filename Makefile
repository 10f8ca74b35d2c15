# Needs Python >= 3.11, git and make; everything else is set up in .venv, inside the tree.

PYTHON := .venv/bin/python
# Two processes: most tests wait for databases and pages, and each process starts a server of its own.
PYTEST := $(PYTHON) -m pytest --numprocesses 2 --dist worksteal

# Browsers and caches need a home; where there is none, the tree lends them one.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.venv/home
endif

.PHONY: help setup chromium demo test check bench faults fuzz soak lock

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

faults: setup ## the whole fault campaign: a hundred kills, lost databases, steps of the clock
	$(PYTHON) -m tests.faults $(ARGS)

fuzz: setup ## a hundred thousand malformed inputs
	$(PYTHON) -m tests.fuzz $(ARGS)

soak: setup ## twenty minutes of two replicas at half load
	$(PYTHON) -m tests.soak $(ARGS)

lock: setup ## pin the dependencies of pyproject.toml anew (ARGS=--upgrade for newer versions)
	.venv/bin/uv pip compile --quiet --no-cache --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate pyproject.toml --group dev -o requirements.lock $(ARGS)
