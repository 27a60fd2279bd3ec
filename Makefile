# `make` alone lists what there is. Each target does its own set-up; the second time that takes no time.

PYTHON ?= python3
# Further options for a program: `make test ARGS="-k tape"`, `make lab ARGS="--no-browser --port 8899"`.
ARGS ?=
BRANCH ?= main
JOBS ?= 2

# Set-up runs with the machine's own Python, everything else with the environment's programs first on the PATH:
# nbgrader looks for `alembic` and `jupyter` there.
SYSTEM_PATH := $(PATH)
START = PATH="$(SYSTEM_PATH)" $(PYTHON) tools/start.py
export PATH := $(CURDIR)/.venv/bin:$(PATH)
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help setup demo lab test lint site site-test corpus bench peers figures lock clean binder-link

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv and install everything for work on the project
	@$(START) setup --for development
	@echo "Next: make demo, make lab or make test."

demo: ## release a lesson, grade a small class, show scores and what needs a look
	@$(START) setup --for demo
	@graders demo $(ARGS)

lab: ## open JupyterLab on the released lessons, in the folder lab
	@$(START) lab $(ARGS)

test: ## check the rules, then run every test (quick ones first)
	@$(START) setup --for development
	@$(MAKE) --no-print-directory --keep-going rules
	pytest -m "not lint and not exhaustive" -n $(JOBS) --dist loadscope --no-loadscope-reorder $(ARGS)

site: ## build the web site in build/site: the lessons in a browser, and as pages
	@$(START) setup --for site
	@python tools/build_site.py $(ARGS)

site-test: ## open every lesson of the whole site in a browser (some minutes)
	@$(START) setup --for development
	pytest -m exhaustive -n 0 tests/site $(ARGS)

lint: ## formatting, ruff, mypy, and who may import whom
	@$(START) setup --for development
	@$(MAKE) --no-print-directory --keep-going rules

# Each rule by itself, so that one look shows everything that is to be put right.
.PHONY: rules rule-format rule-code rule-types rule-imports
rules: rule-format rule-code rule-types rule-imports
rule-format:
	ruff format --check --output-format concise .
rule-code:
	ruff check .
rule-types:
	mypy
rule-imports:
	lint-imports --no-logo

corpus: ## diagnose the corpus of wrong answers and try the lessons' own: what was taken for what
	@$(START) setup --for development
	@python tests/corpus/confusion.py $(ARGS)
	@python tests/corpus/lessons.py

bench: ## measure the engine (beside its peers after `make peers`)
	@$(START) setup --for lessons
	@python tools/benchmarks.py $(ARGS)

peers: ## install the packages that the benchmarks compare with (large) into .venv-peers
	@$(START) setup --for peers

figures: ## draw every figure of the lessons anew
	@$(START) setup --for lessons
	@python -m figures $(ARGS)

lock: ## write the pins in requirements/ from pyproject.toml (ARGS=--upgrade for the newest)
	@$(START) setup --for development
	@python tools/lock.py $(ARGS)

binder-link: ## print Binder's links and badges: make binder-link REPO=owner/name [BRANCH=main]
	@$(PYTHON) tools/binder_link.py "$(REPO)" "$(BRANCH)"

clean: ## remove the environments and caches; lab, submissions and gradebook stay
	rm -rf .venv .venv-peers build dist .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
