# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Every target does its own set-up in .venv and .cache, and reuses it the next time.

PYTHON ?= python3
COLLECTIONS := .cache/collections
TREE := $(COLLECTIONS)/ansible_collections/interconnect/equinix
AWX := $(COLLECTIONS)/ansible_collections/awx/awx/MANIFEST.json
MODELS := .cache/fabric_models/ready
READY := .venv/ready $(TREE)/galaxy.yml $(AWX) $(MODELS)

# The tools call each other by name, and find the collection where Ansible looks for it.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/$(COLLECTIONS)

SHELL := /bin/bash -o pipefail
# Every playbook, page, example and shape of connection once; the rest does not depend on the release of Ansible.
OLDEST := test_http or (test_documents and not ansible_lint and not commands_of_the_readme) or (test_playbooks and not secret) or test_routing_of_a_pair or test_life or test_reports \
  or (test_inventory and not thousand) or test_playbook_over_hosts or (two_ends and cloud_router and pair)

.PHONY: help demo bench unit test test-oldest browser test-browser soak worlds fault-matrix stories matrix docs lint sanity build import-check clean
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

# Makes a virtual environment with what a file names, or finds that it is there, and shows how far it is.
INSTALL := PYTHONPATH=extensions $(PYTHON) -m simulator.virtual_environment

.venv/ready: tests/requirements.txt tests/demo/requirements.txt extensions/simulator/requirements.txt
	@$(INSTALL) .venv $<
	@touch $@

# A real folder with one link for each entry: one link to the whole project would be a loop.
$(TREE)/galaxy.yml:
	@mkdir -p $(TREE)
	@for entry in galaxy.yml README.md CHANGELOG.rst bindep.txt changelogs docs extensions meta plugins roles playbooks tests LICENSES; do \
	  ln -sfn "$(CURDIR)/$$entry" "$(TREE)/$$entry"; done

# What the role awx_setup is tested with.
$(AWX): tests/tools/awx_collection.py | .venv/ready
	python -m tests.tools.awx_collection
	@touch $@

# What bodies and answers are judged by.
$(MODELS): tests/tools/fabric_models.py | .venv/ready
	python -m tests.tools.fabric_models
	@touch $@

# The demo needs little of what the tests need; what is there already will do.
DEMO := $(if $(wildcard .venv/ready),.venv,.cache/demo/venv)
.cache/demo/venv/ready: tests/demo/requirements.txt extensions/simulator/requirements.txt
	@$(INSTALL) .cache/demo/venv $<
	@touch $@

demo: $(DEMO)/ready $(TREE)/galaxy.yml ## order, prove and remove a connection on the simulator; V=1 prints everything, ORIGIN= is where it begins
	@$(DEMO)/bin/python -m tests.demo $(if $(V),--verbose) $(if $(ORIGIN),--origin $(ORIGIN))

bench: $(READY) ## compare fleets with other ways to the same end, and measure the rest; takes about an hour
	PYTHONPATH=$(COLLECTIONS) python -m tests.benchmarks

unit: $(READY) ## run the tests that start no Ansible
	pytest --numprocesses auto --dist worksteal tests/unit

# Plays wait much of their time: four at once keep two cores busy.
test: $(READY) ## run the tests
	pytest --numprocesses 4 --dist worksteal --ignore tests/browser

# The oldest releases that meta/runtime.yml and requirements.txt promise to work with; pytest-ansible is too young for them.
.cache/oldest/ready: tests/requirements-oldest.txt extensions/simulator/requirements.txt
	@$(INSTALL) .cache/oldest $<
	@touch $@

test-oldest: .cache/oldest/ready $(TREE)/galaxy.yml $(AWX) $(MODELS) ## run the playbooks and the life of a connection on the oldest ansible-core and requests
	PYTHONPATH=$(COLLECTIONS) .cache/oldest/bin/python -m pytest --numprocesses 4 --dist worksteal -m "long or not long" -k "$(OLDEST)" tests/integration tests/unit/module_utils/_core/test_http.py

RUNS ?= 2000
RACES ?= 200
WORLDS ?= 5000
soak: $(READY) worlds ## order, change and remove by RUNS runs under random faults and kills, then RACES of two runs; SEED= repeats it
	PYTHONPATH=.:$(COLLECTIONS) python -m tests.soak --runs $(RUNS) $(if $(SEED),--seed $(SEED))
	PYTHONPATH=.:$(COLLECTIONS) python -m tests.soak.races --races $(RACES) $(if $(SEED),--seed $(SEED))

worlds: $(READY) ## play in WORLDS random worlds with strangers in them: nothing foreign is touched; SEED= repeats them
	python -m tests.worlds --worlds $(WORLDS) $(if $(SEED),--seed $(SEED))

fault-matrix: $(READY) ## print what comes of every fault at every call of an order and a removal
	pytest -s -q -m "long or not long" tests/integration/test_fault_matrix.py

stories: $(READY) ## run the tests that make test leaves out: every origin, page and variant, stopped after every task in turn
	pytest --numprocesses 4 --dist worksteal --timeout 900 -m long --ignore tests/browser

browser: ## install Debian's Chromium, which test-browser runs (needs root)
	@command -v chromium >/dev/null || { apt-get update && apt-get install --yes --no-install-recommends chromium; }

test-browser: browser $(READY) ## look at the report in a real browser; screenshots are left in .cache/browser
	pytest tests/browser

matrix: $(READY) ## run the tests on all supported pairs of Python and ansible-core (two hours; K= chooses tests)
	python -m tests.tools.matrix --numprocesses 2 --timeout 600 $(if $(K),-k "$(K)") tests/unit tests/contract tests/integration tests/awx

lint: $(READY) ## check style, types, documentation, changelog and licences
	ruff check .
	ruff format --check .
	mypy
	yamllint --strict .
	ansible-lint
	antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs self .
	antsibull-changelog lint
	reuse lint --quiet

SITE := .cache/docs
docs: $(READY) ## build the documentation site; any warning is a failure
	@ln -sfn "$(CURDIR)/docs" "$(TREE)/docs"
	rm -rf $(SITE) && mkdir -p -m 755 $(SITE)/rst
	antsibull-docs --config-file docs/antsibull-docs.cfg collection --use-current --squash-hierarchy --cleanup everything \
	  --fail-on-error --dest-dir $(SITE)/rst interconnect.equinix
	sphinx-build --quiet --fail-on-warning --keep-going -b html -c docs $(SITE)/rst $(SITE)/html
	@echo "Open $(SITE)/html/index.html"

sanity: $(READY) ## run all of ansible-test's sanity tests
	python -m tests.tools.sanity

build: $(READY) ## build the collection's tarball
	rm -rf .cache/build
	ansible-galaxy collection build --force --output-path .cache/build

import-check: build ## let Galaxy's importer judge the tarball
	cd .cache/build && python -m galaxy_importer.main *.tar.gz | tee import.log
	@! grep -E '^(WARNING|ERROR|CRITICAL)' .cache/build/import.log

clean: ## remove everything that the other targets made
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
