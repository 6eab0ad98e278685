# Every target works on a machine that has Python 3.11, make and the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
ASSETS := server/cybernorms/web/assets
BUNDLE := server/cybernorms/web/static/bundle/manifest.json

# A server is four processes at least, which shall not compile our modules again at each start.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help setup bundle serve build bench bench-http test test-engines check lint types layers format lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) $(BUNDLE) ## create .venv with the cybernorms command, and bundle the scripts of pages

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

bundle: $(BUNDLE) ## bundle the scripts of pages, where npm is installed

$(BUNDLE): $(shell find $(ASSETS) -name node_modules -prune -o -type f -print)
	@if ! command -v npm >/dev/null; then \
	  echo "npm is not installed, so pages come without scripts" >&2; \
	else \
	  cd $(ASSETS) && { test node_modules/.package-lock.json -nt package-lock.json || npm ci --silent --include=dev; } \
	  && npm run --silent build || echo "npm could not bundle the scripts of pages, so they come without" >&2; \
	fi

serve: $(STAMP) $(BUNDLE) ## set up, build the graph and serve it on HOST:PORT (127.0.0.1:8000)
	$(BIN)/cybernorms serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

build: $(STAMP) ## load, reason, validate and write a snapshot
	$(BIN)/cybernorms build

test: check $(BUNDLE) ## lint, types, layers and every test
	$(BIN)/python -m pytest

test-engines: $(STAMP) $(BUNDLE) ## the HTTP tests over Oxigraph's server and over Virtuoso (Debian: virtuoso-opensource-7-bin)
	$(BIN)/python -m tests.engines

check: lint types layers ## lint, types and layers

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

$(VENV)-bench/.ready: bench/requirements.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet -r $<
	touch $@

SIZE ?= 20k
LIMIT ?= 120
REASONED := $(if $(filter 10m 100m,$(SIZE)),1000000,$(subst k,000,$(subst m,000000,$(SIZE))))
bench: $(STAMP) $(VENV)-bench/.ready ## compare with every peer that is installed on SIZE (20k, 1m, 10m) made-up triples; LIMIT seconds for owlrl
	cd bench && ../$(BIN)/python -m suite --size $(SIZE)
	$(BIN)/python bench/reasoning.py --sizes $(REASONED) --limit $(LIMIT)
	$(BIN)/python bench/validation.py

bench-http: $(STAMP) $(VENV)-bench/.ready ## compare with other servers under load, on our own questions (needs wrk; SECONDS for each load), and measure explanations
	$(BIN)/cybernorms build
	$(BIN)/python bench/http_load.py --seconds $(or $(SECONDS),2)
	$(BIN)/python bench/explanation.py

format: $(STAMP) ## format the Python
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(STAMP) ## resolve the pinned ranges anew into requirements.lock
	$(BIN)/python -m pip install --quiet 'uv>=0.9,<1'
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements.lock

clean: ## remove the virtual environment and the built snapshots
	rm -rf $(VENV) $(VENV)-bench build dist $(ASSETS)/node_modules $(dir $(BUNDLE))
