# Every target works on a machine that has Python 3.11, make and the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: help setup serve build bench test check lint types layers format lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## create .venv with the cybernorms command

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

serve: $(STAMP) ## set up, build the graph and serve it on HOST:PORT (127.0.0.1:8000)
	$(BIN)/cybernorms serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

build: $(STAMP) ## load, reason, validate and write a snapshot
	$(BIN)/cybernorms build

test: check ## lint, types, layers and every test
	$(BIN)/python -m pytest

check: lint types layers ## lint, types and layers

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

bench: $(STAMP) ## compare with other SPARQL servers over HTTP (needs wrk; SECONDS for each load), and reasoning with owlrl (LIMIT seconds)
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet -r bench/requirements.txt
	$(BIN)/cybernorms build
	$(BIN)/python bench/http_load.py --seconds $(or $(SECONDS),2)
	$(BIN)/python bench/explanation.py
	$(BIN)/python bench/reasoning.py --limit $(or $(LIMIT),600)

format: $(STAMP) ## format the Python
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(STAMP) ## resolve the pinned ranges anew into requirements.lock
	$(BIN)/python -m pip install --quiet 'uv>=0.9,<1'
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements.lock

clean: ## remove the virtual environment and the built snapshots
	rm -rf $(VENV) $(VENV)-bench build dist
