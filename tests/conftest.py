# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests share: the collection on the import path, and how long property tests look for a counterexample."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import settings
from pytest_ansible.units import inject_only

# The only use of pytest-ansible, which is at the end of its life: without it, put this folder onto sys.path.
os.environ["ANSIBLE_COLLECTIONS_PATH"] = str(Path(__file__).parents[1] / ".cache/collections")
inject_only()

# ``HYPOTHESIS_PROFILE=deep make test`` looks for longer.
settings.register_profile("default", deadline=None)
settings.register_profile("deep", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
