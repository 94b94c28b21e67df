# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Has the processes that tests start do once what each of them would do again: compile the same sources, pack the same modules.

Python reads this file in every process that finds this folder on ``PYTHONPATH``. Ansible sends a module as a zip of sources, made
anew in each run of ``ansible-playbook``, and loads a collection's plugins from their sources; that takes half of a module's time.
Nothing else changes: what is kept is found by the contents that it was made of. Every Python that a play meets reads this file,
so it is written for old ones.
"""

from __future__ import annotations

import _imp
import builtins
import contextlib
import hashlib
import importlib.abc
import importlib.machinery
import marshal
import os
import sys
import tempfile
from typing import Any

KEPT = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), ".cache", "kept")
COMPILED = os.path.join(KEPT, sys.implementation.cache_tag or "none")
PACKER = "ansible.executor.module_common"
compile_source = builtins.compile
set_filename: Any = vars(_imp)["_fix_co_filename"]


def compile_once(
    source: Any, filename: Any, mode: str, flags: int = 0, dont_inherit: bool = False, optimize: int = -1, **others: Any
) -> Any:
    """Return what ``compile`` returns, from an earlier process if one has compiled the same source."""
    if mode != "exec" or flags or not dont_inherit or optimize != -1 or others or not isinstance(source, (str, bytes)):
        return compile_source(source, filename, mode, flags, dont_inherit, optimize, **others)
    content = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    path = os.path.join(COMPILED, hashlib.sha256(content).hexdigest())
    try:
        with open(path, "rb") as file:
            code = marshal.load(file)
    except (OSError, EOFError, ValueError, TypeError):
        code = compile_source(source, filename, mode, flags, dont_inherit, optimize)
        keep(code, path)
    # What is kept knows the name that the source had in another process; a traceback shows this one's.
    set_filename(code, os.fspath(filename))
    return code


def keep(code: Any, path: str) -> None:
    """Write compiled code where the next process finds it whole, or not at all."""
    try:
        os.makedirs(COMPILED, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=COMPILED)
        with open(handle, "wb") as file:
            marshal.dump(code, file)
        os.replace(unfinished, path)
    except OSError:
        pass  # A folder that cannot be written to costs time, and nothing else.


class Packer(importlib.abc.MetaPathFinder):
    """Has Ansible keep the zips of modules in a folder that lasts, as soon as it imports what makes them."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """Find Ansible's packer where it is, and look after it once it is loaded."""
        if fullname != PACKER:
            return None
        sys.meta_path.remove(self)
        spec: Any = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        load = spec.loader.exec_module

        def load_and_share(module: Any) -> None:
            load(module)
            share(module)

        spec.loader.exec_module = load_and_share
        return spec


def share(packer: Any) -> None:
    """Put a folder that lasts where Ansible's own would be; Ansible locks what it writes there, and removes only the link."""
    collections = os.environ.get("ANSIBLE_COLLECTIONS_PATH")
    if not collections:
        return
    made_of = hashlib.sha256(repr((packer.__file__, packer.__version__, sys.version, collections)).encode())
    for root in collections.split(os.pathsep):
        for part in ("modules", "module_utils"):
            start = os.path.join(root, "ansible_collections/interconnect/equinix/plugins", part)
            for folder, folders, files in os.walk(start, followlinks=True):
                folders[:] = sorted(name for name in folders if name != "__pycache__")
                for name in sorted(files):
                    state = os.stat(os.path.join(folder, name))
                    made_of.update(repr((folder, name, state.st_size, state.st_mtime_ns)).encode())
    lasting = os.path.join(KEPT, "packed", made_of.hexdigest())
    os.makedirs(lasting, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # One of this play's workers may have been first.
        os.symlink(lasting, os.path.join(packer.C.DEFAULT_LOCAL_TMP, "ansiballz_cache"))


builtins.compile = compile_once
sys.meta_path.insert(0, Packer())
