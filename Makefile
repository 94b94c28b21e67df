# Copyright: (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
BIN := .venv/bin
TREE := .cache/collections/ansible_collections/interconnect/equinix

.PHONY: help demo test lint build clean
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

.venv/ready: tests/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; set PYTHON=")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement tests/requirements.txt
	@touch $@

# A real folder with one link for each entry: one link to the whole project would be a loop.
$(TREE)/galaxy.yml:
	@mkdir -p $(TREE)
	@for entry in galaxy.yml README.md meta plugins roles playbooks LICENSES; do ln -sfn "$(CURDIR)/$$entry" "$(TREE)/$$entry"; done

demo: .venv/ready $(TREE)/galaxy.yml ## order, watch and remove connections on the simulator
	$(BIN)/python -m tests.demo

test: .venv/ready $(TREE)/galaxy.yml ## run all tests
	$(BIN)/python -m pytest

lint: .venv/ready $(TREE)/galaxy.yml ## ruff and mypy
	$(BIN)/ruff check plugins tests
	$(BIN)/mypy

build: .venv/ready ## build the collection's tarball
	$(BIN)/ansible-galaxy collection build --force --output-path .cache/build

clean: ## remove everything that the other targets made
	rm -rf .venv .cache
