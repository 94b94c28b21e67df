# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plays the collection's playbooks and roles in this process, for tests that need thousands of plays.

``ansible-playbook`` takes five to ten seconds for a role, and nearly all of that goes into processes and files. Here the same
YAML is read, templated by Ansible's own engine and carried out by the collection's own modules, without either. One host,
localhost. What this does not know, a keyword, an action, an option of one, is refused and never skipped: a play that is played
differently from Ansible's would prove nothing. ``test_worlds.py`` holds it against the real one.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from ansible._internal._templating import _engine
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.lookup import template
from ansible.template import Templar, trust_as_template

from tests.support.in_process import PlayClock, run_module
from tests.support.plays import ROOT

Values = dict[str, Any]
COLLECTION = "interconnect.equinix."
BUILTIN = "ansible.builtin."
HOST = "localhost"
SECONDS = 0.2  # that pass until a module does anything
_PLAY_KEYWORDS = {"name", "hosts", "gather_facts", "connection", "vars", "tasks"}
_TASK_KEYWORDS = {
    *("name", "when", "vars", "loop", "loop_control", "register"),
    *("check_mode", "changed_when", "failed_when", "no_log", "diff", "module_defaults"),
}
# What a task of a role gives as module_defaults, by the cloud that its module is of; a play's own there are none of here.
_DEFAULTS = {
    True: "group/interconnect.equinix.alibaba_of_roles",
    False: "group/interconnect.equinix.fabric_of_roles",
}
_KEYWORDS_OF_LOOPS = {"loop_var", "label"}


class TaskFailed(Exception):
    """A task failed, which ends the play. ``mistake`` tells that it is the role's own: a template that cannot be evaluated."""

    def __init__(self, task: str, message: str, *, mistake: bool) -> None:
        super().__init__(message)
        self.task, self.mistake = task, mistake


class Killed(Exception):
    """The play was killed between two tasks."""


@dataclass(frozen=True)
class Ended:
    """How a play ended: ``failed`` is the message of the task that ended it, ``said`` what was shown, ``facts`` what is left."""

    facts: Values
    said: list[str]
    task: str = ""
    failed: str = ""
    mistake: bool = False
    killed: bool = False

    @property
    def ok(self) -> bool:
        """Tell whether the play came to its end."""
        return not (self.task or self.killed)


@dataclass(frozen=True)
class _Scope:
    """Where a task stands: the roles around it, the innermost last, and what the tasks that included it gave it."""

    roles: tuple[Path, ...] = ()
    play_vars: Values = field(default_factory=dict)
    defaults: Values = field(default_factory=dict)
    role_vars: Values = field(default_factory=dict)
    given: Values = field(default_factory=dict)  # by include_tasks and include_role
    search_path: tuple[str, ...] = ()


@functools.cache
def _loader() -> DataLoader:
    loader = DataLoader()
    loader.set_basedir(str(ROOT / "playbooks"))
    return loader


@functools.cache
def _kept() -> list[tuple[Any, str, Any]]:
    """Return what is to be replaced while something is played, so that nothing is compiled, read or looked up a second time."""

    def once(compile_it: Callable[[Any, str, Any], Any]) -> Callable[[Any, str, Any], Any]:
        compiled: dict[Any, Any] = {}

        def compile_once(engine: Any, text: str, options: Any) -> Any:
            key = (str(text), repr(options))
            if key not in compiled:
                compiled[key] = compile_it(engine, text, options)
            return compiled[key]

        return compile_once

    engine = _engine.TemplateEngine
    return [
        *((engine, name, once(getattr(engine, name))) for name in ("_compile_template", "_compile_expression")),
        # Filters and tests are looked up once for each environment.
        (_engine, "AnsibleEnvironment", functools.cache(_engine.AnsibleEnvironment)),
        # Variables are not changed by a template.
        (template, "deepcopy", dict),
    ]


@contextlib.contextmanager
def _quickly() -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for place, name, replacement in _kept():
            stack.enter_context(mock.patch.object(place, name, replacement))
        yield


@functools.cache
def _read(path: Path) -> Any:
    """Read a file of YAML as Ansible does: its templates are trusted."""
    return trusted(_plain(_loader().load_from_file(str(path)))) if path.exists() else None


def trusted(value: Any) -> Any:
    """Return what a role has, or a user wrote into a file of variables, in which templates are evaluated."""
    if isinstance(value, dict):
        return {key: trusted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [trusted(item) for item in value]
    return trust_as_template(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """Return a value as a module gets it."""
    return json.loads(json.dumps(value, default=_plain_one))


def _plain_one(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value)


class Player:
    """Plays one playbook on a clock; ``extra`` are the variables that a user gives it by ``-e``.

    ``stop_after`` is the number of tasks, those that are skipped included, after which the play is killed.
    """

    def __init__(self, extra: Values, clock: PlayClock, *, check: bool = False, stop_after: int | None = None) -> None:
        self._extra, self._clock = trusted(extra), clock
        self._left = stop_after
        self._check = check
        self._facts: Values = {}  # registered results and set facts
        self._said: list[str] = []
        self._actions: dict[str, Callable[[Values, Values, Values, _Scope], Values]] = {
            "debug": self._debug,
            "assert": self._assert,
            "fail": self._fail,
            "set_fact": self._set_fact,
            "template": self._template,
            "slurp": self._slurp,
            "replace": self._replace,
        }

    def play(self, playbook: Path) -> Ended:
        """Play a playbook to its end, or to the task that fails."""
        try:
            with _quickly():
                for one in _read(playbook):
                    _check_known("play", one, _PLAY_KEYWORDS)
                    if one["gather_facts"] or HOST not in one["hosts"].split(":"):
                        raise NotImplementedError(f"a play over {one['hosts']}, gather_facts {one['gather_facts']}")
                    self._tasks(one["tasks"], _Scope(play_vars=one.get("vars", {}), search_path=(str(playbook.parent),)))
        except Killed:
            return Ended(self._facts, self._said, killed=True)
        except TaskFailed as failure:
            return Ended(self._facts, self._said, failure.task, str(failure) or "failed", failure.mistake)
        return Ended(self._facts, self._said)

    # -- tasks

    def _tasks(self, tasks: list[Values], scope: _Scope) -> None:
        for task in tasks:
            if self._left is not None:
                if not self._left:
                    raise Killed
                self._left -= 1
            (action,) = (key for key in task if key not in _TASK_KEYWORDS)
            kind = action.removeprefix(BUILTIN)
            try:
                if kind in ("include_tasks", "include_role"):
                    self._include(kind, task, task[action], scope)
                    continue
                result = self._loop(action, task, scope) if "loop" in task else self._once(action, task, scope, {})
            except AnsibleError as error:
                raise TaskFailed(task["name"], str(error), mistake=True) from error
            if "register" in task:
                self._facts[task["register"]] = result
            if result.get("failed"):
                raise TaskFailed(task["name"], _message_of(result), mistake=bool(result.get("mistake")))

    def _include(self, kind: str, task: Values, arguments: Any, scope: _Scope) -> None:
        _check_known("include", task, {"name", "when", "vars", f"{BUILTIN}{kind}"})
        variables = self._variables(scope, task, including=True)
        if not self._holds(task.get("when", []), variables):
            return
        inner = replace(scope, given={**scope.given, **task.get("vars", {})})
        if kind == "include_tasks":
            self._tasks(_read(scope.roles[-1] / "tasks" / arguments), inner)
            return
        _check_known("include_role", arguments, {"name", "tasks_from", "rolespec_validate"})
        entry = arguments.get("tasks_from", "main").removesuffix(".yml")
        self._role(arguments["name"], entry, inner, validate=arguments.get("rolespec_validate", True))

    def _role(self, name: str, entry: str, scope: _Scope, *, validate: bool) -> None:
        """Carry out a role as include_role does: it sees what the roles around it have, and they nothing of what it has."""
        if not name.startswith(COLLECTION):
            raise NotImplementedError(f"role {name}")
        path = ROOT / "roles" / name.removeprefix(COLLECTION)
        inner = replace(
            scope,
            roles=(*scope.roles, path),
            defaults={**scope.defaults, **(_read(path / "defaults/main.yml") or {})},
            role_vars={**scope.role_vars, **(_read(path / "vars/main.yml") or {})},
            search_path=(str(path), str(path / "tasks"), *scope.search_path),
        )
        if validate:
            self._check_arguments(name, entry, inner)
        self._tasks(_read(path / "tasks" / f"{entry}.yml"), inner)

    def _check_arguments(self, name: str, entry: str, scope: _Scope) -> None:
        """Hold what a role is given against its argument specification, as Ansible does before its first task."""
        specs = (_read(scope.roles[-1] / "meta/argument_specs.yml") or {}).get("argument_specs", {})
        if entry not in specs:
            return
        spec = specs[entry].get("options", {})
        task = f"{name}: validating arguments of {entry}"
        variables = self._variables(scope, {})
        try:
            given = self._templar(variables).template({key: variables[key] for key in spec if key in variables})
        except AnsibleError as error:
            raise TaskFailed(task, str(error), mistake=True) from error
        found = ArgumentSpecValidator(spec).validate(given, validate_role_argument_spec=True)
        if found.error_messages:
            raise TaskFailed(task, " ".join(found.error_messages), mistake=False)

    def _loop(self, action: str, task: Values, scope: _Scope) -> Values:
        control = task["loop_control"]
        _check_known("loop_control", control, _KEYWORDS_OF_LOOPS)
        items = self._templar(self._variables(scope, task)).template(task["loop"])
        results = []
        for item in items:
            local = {control["loop_var"]: item, "ansible_loop_var": control["loop_var"]}
            result = {**self._once(action, task, scope, local), **local}
            if "label" in control:
                registered = {task["register"]: result} if "register" in task else {}
                self._templar(self._variables(scope, task, {**local, **registered})).template(control["label"])
            results.append(result)
        found: Values = {
            "results": results,
            "changed": any(result.get("changed") for result in results),
            "skipped": all(result.get("skipped") for result in results),
        }
        return {**found, "failed": True} if any(result.get("failed") for result in results) else found

    def _once(self, action: str, task: Values, scope: _Scope, local: Values) -> Values:
        """Carry out a task, or one round of its loop."""
        variables = self._variables(scope, task, local)
        try:
            if not self._holds(task.get("when", []), variables):
                return {"changed": False, "skipped": True, "skip_reason": "Conditional result was False"}
            result = self._act(action, task, variables, scope)
            result.setdefault("failed", False)
            result.setdefault("changed", False)
            seen = {**variables, **({task["register"]: result} if "register" in task else {})}
            if "changed_when" in task:
                result["changed"] = self._holds(task["changed_when"], seen)
            if "failed_when" in task:
                result["failed_when_result"] = result["failed"] = self._holds(task["failed_when"], seen)
        except AnsibleError as error:
            return {"changed": False, "failed": True, "msg": str(error), "mistake": True}
        return result

    def _act(self, action: str, task: Values, variables: Values, scope: _Scope) -> Values:
        if action.startswith(BUILTIN):
            return self._actions[action.removeprefix(BUILTIN)](task[action] or {}, task, variables, scope)
        if not action.startswith(COLLECTION):
            raise NotImplementedError(f"action {action}")
        options = self._templar(variables).template({**self._defaults(action, task, variables), **(task[action] or {})})
        self._clock.sleep(SECONDS)
        check = task.get("check_mode", self._check)
        return run_module(action.removeprefix(COLLECTION), _plain(options), check=check, diff=task.get("diff", False))

    def _defaults(self, action: str, task: Values, variables: Values) -> Values:
        """Return the options that ``module_defaults`` of a task gives, as Ansible does for the group that a module is in."""
        given = task.get("module_defaults", {})
        group = _DEFAULTS[action.startswith(f"{COLLECTION}alibaba_")]
        _check_known("module_defaults", given, {group})
        found: Values = self._templar(variables).template(given.get(group, {}))
        return found

    # -- actions

    def _debug(self, arguments: Values, _task: Values, variables: Values, _scope: _Scope) -> Values:
        _check_known("debug", arguments, {"msg"})
        message = self._templar(variables).template(arguments["msg"])
        self._said += message if isinstance(message, list) else [str(message)]
        return {"msg": message}

    def _assert(self, arguments: Values, _task: Values, variables: Values, _scope: _Scope) -> Values:
        _check_known("assert", arguments, {"that", "fail_msg", "quiet"})
        # Ansible evaluates the message whether the assertion holds or not.
        message = self._templar(variables).template(arguments["fail_msg"])
        return {} if self._holds(arguments["that"], variables) else {"failed": True, "msg": message}

    def _fail(self, arguments: Values, _task: Values, variables: Values, _scope: _Scope) -> Values:
        _check_known("fail", arguments, {"msg"})
        return {"failed": True, "msg": self._templar(variables).template(arguments["msg"])}

    def _set_fact(self, arguments: Values, _task: Values, variables: Values, _scope: _Scope) -> Values:
        self._facts.update(self._templar(variables).template(arguments))
        return {}

    def _template(self, arguments: Values, _task: Values, variables: Values, _scope: _Scope) -> Values:
        _check_known("template", arguments, {"src", "dest", "mode"})
        options = self._templar(variables).template(arguments)
        render = trust_as_template("{{ lookup('ansible.builtin.template', source_of_template) }}")
        text = self._templar({**variables, "source_of_template": options["src"]}).template(render)
        path = Path(options["dest"])
        changed = not path.exists() or path.read_text() != text
        if changed and not self._check:
            path.write_text(text)
        return {"changed": changed}

    def _slurp(self, arguments: Values, _task: Values, variables: Values, _scope: _Scope) -> Values:
        _check_known("slurp", arguments, {"src"})
        path = Path(self._templar(variables).template(arguments)["src"])
        if not path.exists():
            return {"failed": True, "msg": f"file not found: {path}"}
        return {"content": base64.b64encode(path.read_bytes()).decode()}

    def _replace(self, arguments: Values, _task: Values, variables: Values, _scope: _Scope) -> Values:
        _check_known("replace", arguments, {"path", "regexp", "replace"})
        options = self._templar(variables).template(arguments)
        path = Path(options["path"])
        before = path.read_text()
        after = re.sub(options["regexp"], options["replace"], before, flags=re.MULTILINE)
        path.write_text(after)
        return {"changed": after != before}

    # -- variables

    def _variables(self, scope: _Scope, task: Values, local: Values | None = None, *, including: bool = False) -> Values:
        """Return what a task sees, in Ansible's order of precedence."""
        own = task.get("vars", {})
        return {
            **scope.defaults,
            **scope.play_vars,
            **scope.role_vars,
            **own,
            **self._facts,
            **scope.given,
            **(own if including else {}),
            **self._extra,
            **(local or {}),
            "ansible_check_mode": self._check,
            "ansible_play_hosts": [HOST],
            "ansible_search_path": list(scope.search_path),
            "hostvars": {HOST: self._facts},
            "inventory_hostname": HOST,
            **({"role_path": str(scope.roles[-1])} if scope.roles else {}),
        }

    def _templar(self, variables: Values) -> Templar:
        return Templar(loader=_loader(), variables=variables)

    def _holds(self, conditions: Any, variables: Values) -> bool:
        """Tell whether one condition or all of a list hold."""
        templar = self._templar(variables)
        return all(templar.evaluate_conditional(one) for one in (conditions if isinstance(conditions, list) else [conditions]))


def _check_known(what: str, given: Mapping[str, Any], known: set[str]) -> None:
    if unknown := set(given) - known:
        raise NotImplementedError(f"{what}: {', '.join(sorted(unknown))}")


def _message_of(result: Values) -> str:
    failed = [item for item in result.get("results", [result]) if item.get("failed")]
    return " ".join(str(item.get("msg", "")) for item in failed)
