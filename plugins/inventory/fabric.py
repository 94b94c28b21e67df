# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inventory of what there is on Equinix Fabric and Network Edge."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric
short_description: Equinix Fabric connections, ports, cloud routers and Network Edge devices as hosts
version_added: 1.0.0
author: Interconnect Equinix collection contributors (@interconnect-equinix)
description:
  - Reads connections, ports, Fabric Cloud Routers and Network Edge devices from Equinix's APIs, logging in once.
  - The file's name has to end with V(fabric.yml) or V(fabric.yaml).
  - Each host has what the API says about it in variables that begin with O(hostvars_prefix), keys in snake_case. V(fabric_resource) says
    what it is (V(connection), V(port), V(cloud_router), V(virtual_device)) and V(fabric_metro_code) where it is, a connection by its A-side.
  - A connection has its RV(ignore:status) as M(interconnect.equinix.fabric_connection_info) shows it in V(fabric_status).
  - A device has its interfaces in V(fabric_interfaces), the connections that begin on it in V(fabric_connections), and the address at which
    it is reached by SSH in V(ansible_host).
  - All hosts of a kind are in one group, V(fabric_connections), V(fabric_ports), V(fabric_cloud_routers) or V(fabric_virtual_devices).
  - Hosts that would have the same name get a part of their UUID behind it. Control characters, slashes, what opens a template, and a hyphen
    at the beginning of a name become underscores.
  - Account IDs and service-token UUIDs are masked, in the cache as well. Nothing that the API says is ever taken for a template.
  - Every option of the file may be a template, so may each value in O(filters), and look-ups in a vault are such templates. They see the
    variables that are given with C(-e) where O(use_extra_vars) is true; the inventory's own variables are not there yet. O(compose),
    O(groups), O(hostnames), and C(key) and C(parent_group) of O(keyed_groups) are expressions over each host's variables instead, in
    which variables of C(-e) are known where O(use_extra_vars) is true. What comes from the environment is taken as it is.
  - An option that is empty counts as not given, and so does an empty environment variable. Lists and dictionaries may be JSON text. An
    option that there is not, or of another type, is refused before anything is asked.
  - A cache keeps the answer for whoever asked. Another client ID, client secret or access token, another endpoint or project, other
    O(resources), O(filters), O(name) or O(metro_code) are another question. No secret can be read in the cache, neither in its keys nor in
    the names of its files; a file can be read by its owner only. With an access token that is new for each run, nothing is ever found in
    the cache; give O(client_id) and O(client_secret).
extends_documentation_fragment:
  - constructed
  - inventory_cache
  - interconnect.equinix.equinix
  - interconnect.equinix.equinix.plugins
options:
  plugin:
    description:
      - Names this plugin.
    type: str
    required: true
    choices: [interconnect.equinix.fabric]
  resources:
    description:
      - What to list.
    type: list
    elements: str
    choices: [connections, ports, cloud_routers, virtual_devices]
    default: [connections, ports, cloud_routers, virtual_devices]
  name:
    description:
      - Only what has exactly this name.
    type: str
  metro_code:
    description:
      - Only what is in this metro, such as V(FR); connections by their A-side.
    type: str
  filters:
    description:
      - Further conditions for the API's search, all of which must be met.
    type: list
    elements: dict
    default: []
    suboptions:
      resource:
        description:
          - What the condition is for. Network Edge has no search.
        type: str
        default: connections
        choices: [connections, ports, cloud_routers]
      property:
        description:
          - Search property of the API, such as V(/aSide/accessPoint/location/metroCode).
        type: str
        required: true
      operator:
        description:
          - How to compare. V(IN) and several values with V(=) mean any of the values.
        type: str
        default: "="
        choices: ["=", "!=", ">", ">=", "<", "<=", LIKE, ILIKE, IN, BETWEEN, IS NULL, IS NOT NULL]
      values:
        description:
          - Values to compare with.
        type: list
        elements: str
        default: []
  include_deleted:
    description:
      - Whether to list connections as well that are gone.
    type: bool
    default: false
  hostnames:
    description:
      - Variables or Jinja2 expressions over a host's variables, such as V(fabric_metro_code ~ '-' ~ fabric_name). The first one that gives
        a text or a number becomes the host's name.
      - Name, then UUID when this is not given.
    type: list
    elements: str
  hostvars_prefix:
    description:
      - Beginning of the names of all variables. There has to be one, since the API's own names (V(name), V(environment), V(tags)) mean
        something else to Ansible.
    type: str
    default: fabric_
"""

EXAMPLES = r"""
# everything.fabric.yml, with the login in EQUINIX_API_CLIENTID and EQUINIX_API_CLIENTSECRET
plugin: interconnect.equinix.fabric

---
# connections.fabric.yml: connections to Alibaba Cloud by metro and by state
plugin: interconnect.equinix.fabric
resources: [connections]
filters:
  - property: /zSide/accessPoint/sellerRegion
    values: [eu-central-1]
keyed_groups:
  - key: fabric_metro_code
    prefix: metro
  - key: fabric_status.phase
    prefix: phase
groups:
  awaits_approval: fabric_status.phase == 'pending_approval'
compose:
  # Plays over these hosts run here; there is nothing to log in to.
  ansible_connection: "'local'"

---
# devices.fabric.yml: Network Edge devices to log in to, kept for ten minutes
plugin: interconnect.equinix.fabric
resources: [virtual_devices]
metro_code: FR
hostnames:
  - fabric_metro_code ~ '-' ~ fabric_name
strict: true
cache: true
cache_plugin: jsonfile
cache_connection: /tmp/fabric_inventory
cache_timeout: 600
compose:
  ansible_network_os: "'cisco.ios.ios' if fabric_device_type_code == 'CSR1000V' else 'unknown'"

---
# site.fabric.yml: one file for all sites, as in ansible-inventory -i site.fabric.yml --list -e metro=FR -e '{"states": ["ACTIVE"]}'
plugin: interconnect.equinix.fabric
use_extra_vars: true
resources: [ports]
metro_code: "{{ metro }}"
filters:
  - resource: ports
    property: /state
    values: "{{ states | default(['ACTIVE']) }}"
"""

import contextlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ansible import constants as C
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.basic import missing_required_lib
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.vars import combine_vars

from ..module_utils._core import http
from ..module_utils._core.data import dig
from ..module_utils._core.errors import AuthenticationError, InterconnectError, one_line
from ..module_utils._core.secrets import remember
from ..module_utils._equinix import client, listing
from ..module_utils._equinix.api import Equinix
from ..module_utils._equinix.serialize import masked
from ..plugin_utils._hosts import (
    CLOUD_ROUTERS,
    CONNECTIONS,
    PORTS,
    RESOURCES,
    VIRTUAL_DEVICES,
    Row,
    Thing,
    things_of,
    unique_names,
)
from ..plugin_utils._inventory_options import OptionError, cache_key, from_environment, given, typed

# From ansible-core 2.19 on, what is not marked as trusted is never taken for a template; before, what is not marked as unsafe is.
_TRUSTS_BY_MARK = hasattr(BaseInventoryPlugin, "trusted_by_default")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_PREFIX = re.compile(r"(?!ansible)[a-z_][a-z0-9_]*")
ON_DEVICES = "device_connections"
# What the cache holds; what 1.0.0 left there is not masked and is not read.
_CACHED = "masked"
# What is an expression over each host's variables, and no template of the file.
_EXPRESSIONS = frozenset({"compose", "groups", "hostnames"})
_EXPRESSIONS_OF_KEYED_GROUPS = frozenset({"key", "parent_group"})
# Options that Equinix's own variables of the environment give as well.
_OWN = (*client.OPTIONS, "project_id")
FILTER = {
    "filters": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "resource": {"type": "str", "default": CONNECTIONS, "choices": [CONNECTIONS, PORTS, CLOUD_ROUTERS]},
            **listing.filter_options(),
        },
    }
}


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Reads rows, turns them into hosts; what a host is made of stands in plugin_utils."""

    NAME = "interconnect.equinix.fabric"

    # One login for all files of an inventory that have the same one, and never a second try with credentials that were refused:
    # five of them lock the account.
    _clients: ClassVar[dict[tuple[Any, ...], Equinix]] = {}
    _refused: ClassVar[dict[tuple[Any, ...], str]] = {}

    def __init__(self) -> None:
        super().__init__()
        self._written: list[str] = []  # keys of the cache
        self._extra_vars: Row = {}  # where the options may use them

    def verify_file(self, path: str) -> bool:
        """Tell whether a file is for this plugin, by its name."""
        return bool(super().verify_file(path)) and path.endswith(("fabric.yml", "fabric.yaml"))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Fill the inventory from one file."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        if http.REQUESTS_IMPORT_ERROR:
            raise AnsibleParserError(missing_required_lib("requests"))
        self._check()
        try:
            things = self._things(self._rows(path, cache))
        except InterconnectError as error:
            # What led to it holds the request, and with it the credentials.
            raise AnsibleParserError(str(error)) from None
        self._fill(things)

    # -- options

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Mapping[str, Any] | None = None) -> None:
        """Take the options of a file, its templates resolved, before Ansible looks at their types. Raises AnsibleParserError."""
        try:
            direct = self._resolved(direct) if direct else direct
        except OptionError as error:
            raise AnsibleParserError(str(error)) from None
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)

    def _resolved(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of a file without templates and of their types, and what the environment gives beside them.

        What comes from the environment is never a template. Raises OptionError.
        """
        definitions = self.option_definitions
        self._extra_vars = {}
        name = "use_extra_vars"
        own = given({name: self._without_templates(name, config[name])}) if name in config else {}
        own = typed(own, {name: definitions[name]}, {})
        # Of the file, the environment or ansible.cfg.
        wanted, _origin = C.config.get_config_value_and_origin(name, None, "inventory", self._load_name, direct=own)
        self._extra_vars = dict(self._vars or {}) if wanted else {}
        options = typed(
            given({name: self._without_templates(name, value) for name, value in config.items()}), definitions, FILTER
        )
        return {**from_environment(definitions, (name for name in _OWN if name not in options), os.environ), **options}

    def _without_templates(self, name: str, value: Any) -> Any:
        """Return an option of the file with its templates resolved; they see what was given with -e, where that is wanted."""
        if name in _EXPRESSIONS:
            return value
        if name == "keyed_groups" and isinstance(value, list):
            return [
                {
                    key: item if key in _EXPRESSIONS_OF_KEYED_GROUPS else self._without_templates("keyed_groups", item)
                    for key, item in group.items()
                }
                if isinstance(group, Mapping)
                else group
                for group in value
            ]
        self.templar.available_variables = self._extra_vars
        try:
            return self.templar.template(value)
        except AnsibleError as error:
            raise OptionError(
                f"{name} has a template that cannot be resolved ({_reason(error)}); what is given with -e is known to it where "
                "use_extra_vars is true."
            ) from None

    def _check(self) -> None:
        """Refuse options that Ansible itself does not look into."""
        prefix = self.get_option("hostvars_prefix")
        if not _PREFIX.fullmatch(prefix):
            raise AnsibleParserError(
                f"hostvars_prefix '{prefix}' cannot begin the name of a variable; give lower-case letters, digits and "
                "underscores that do not begin with 'ansible', such as fabric_."
            )
        # Whatever is wrong was told before; this adds the defaults.
        checked = ArgumentSpecValidator(FILTER).validate({"filters": self.get_option("filters")})
        self._filters = checked.validated_parameters["filters"]
        for item in self._filters:
            if item["resource"] not in self.get_option("resources"):
                raise AnsibleParserError(
                    f"filters has a condition for {item['resource']}, which resources does not list; add it there, or take the "
                    "condition away."
                )

    def _login(self) -> Row:
        """Return the options of the client."""
        login = {name: self.get_option(name) for name in client.OPTIONS}
        remember(*(login[name] for name in ("client_secret", "access_token") if login.get(name)))
        return login

    def _wanted(self) -> Row:
        """Return what all kinds of resource are searched for."""
        options = {name: self.get_option(name) for name in ("name", "metro_code", "project_id")}
        return {name: str(value) for name, value in options.items() if value}

    # -- rows

    def _rows(self, path: str, cache: bool) -> Mapping[str, list[Row]]:
        """Return the API's objects by resource, from the cache where there is one. Raises InterconnectError."""
        login, wanted = self._login(), self._wanted()
        if not self.get_option("cache"):
            return self._fetch(login, wanted)
        self.load_cache_plugin()
        # Whoever changes the question, or is somebody else, must not get the answer to the old one.
        question = [_CACHED, wanted, sorted(self.get_option("resources")), self._filters]
        key = cache_key(self.get_cache_key(path), login, question)
        if cache:
            try:
                return dict(self._cache[key])
            except KeyError:
                pass
        self._cache[key] = self._fetch(login, wanted)
        self._written.append(key)
        return dict(self._cache[key])

    def update_cache_if_changed(self) -> None:
        """Write the cache; who can reach what is nobody else's business, and Ansible would let everybody read the file."""
        super().update_cache_if_changed()
        plugin = getattr(self._cache, "_plugin", None)
        name_of = getattr(plugin, "_get_cache_file_name", None)
        if name_of is None:
            return  # not a cache of files
        # Since ansible-core 2.19, the key on the disk has a prefix.
        key_of = getattr(plugin, "_get_key", str)
        for key in self._written:
            with contextlib.suppress(OSError):
                os.chmod(name_of(key_of(key)), 0o600)

    def _fetch(self, login: Row, wanted: Row) -> dict[str, list[Row]]:
        """Return the API's objects by resource, secrets masked. Raises InterconnectError."""
        identity = tuple(login.values())
        if identity in self._refused:
            raise AuthenticationError(self._refused[identity])
        api = self._clients.get(identity) or self._clients.setdefault(identity, client.connect(login, keep_secret=remember))
        try:
            rows = self._list(api, wanted)
        except AuthenticationError as error:
            self._refused[identity] = str(error)
            raise
        for found in rows.values():
            # In their places: tens of thousands of rows are not kept twice.
            for number, row in enumerate(found):
                found[number] = masked(row)
        return rows

    def _list(self, api: Equinix, wanted: Row) -> dict[str, list[Row]]:
        resources = self.get_option("resources")
        searches = {
            CONNECTIONS: listing.connections,
            PORTS: listing.ports,
            CLOUD_ROUTERS: listing.cloud_routers,
        }
        more = {
            resource: listing.filter_conditions(item for item in self._filters if item["resource"] == resource)
            for resource in searches
        }
        rows = {resource: search(api, wanted, more[resource]) for resource, search in searches.items() if resource in resources}
        if VIRTUAL_DEVICES in resources:
            rows[VIRTUAL_DEVICES] = listing.devices(api, wanted)
            complete = CONNECTIONS in rows and not wanted and not more[CONNECTIONS]
            rows[ON_DEVICES] = (
                _on_devices(rows[CONNECTIONS])
                if complete
                else listing.connections_of_devices(api, [str(row.get("uuid")) for row in rows[VIRTUAL_DEVICES]])
            )
        return rows

    # -- hosts

    def _things(self, data: Mapping[str, list[Row]]) -> list[Thing]:
        """Return what becomes a host, of the API's objects by resource."""
        if not self.get_option("include_deleted"):
            data = {key: listing.living(rows) if key in (CONNECTIONS, ON_DEVICES) else rows for key, rows in data.items()}
        return things_of(data, self.get_option("resources"), data.get(ON_DEVICES, []))

    def _fill(self, things: list[Thing]) -> None:
        resources, prefix, strict = (self.get_option(name) for name in ("resources", "hostvars_prefix", "strict"))
        for resource in (known for known in RESOURCES if known in resources):
            self.inventory.add_group(f"fabric_{resource}")
        variables = [_untrusted(thing.variables(prefix)) for thing in things]
        desired = [self._desired_name(each, prefix) for each in variables]
        names = unique_names(zip(desired, (thing.uuid for thing in things), strict=True), self.inventory.groups)
        for thing, each, name in zip(things, variables, names, strict=True):
            host = self.inventory.add_host(name, group=thing.group)
            # Through the inventory, Ansible would copy each value down to the last number to note the file that it is from,
            # which takes most of the time and of the memory. Nothing of what the API says stands in that file.
            known = self.inventory.hosts[host]
            for key, value in each.items():
                known.set_variable(key, value)
            self._set_composite_vars(self.get_option("compose"), each, host, strict)
            # Ansible itself gives extra variables to the other two only.
            known_to_groups = combine_vars(each, self._extra_vars) if self._extra_vars else each
            self._add_host_to_composed_groups(self.get_option("groups"), known_to_groups, host, strict)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), each, host, strict)

    def _desired_name(self, variables: Row, prefix: str) -> str:
        """Return the first preference that gives a name, an empty text when none does."""
        preferences = self.get_option("hostnames")
        if not preferences:
            return str(variables.get(f"{prefix}name") or "")
        for preference in preferences:
            try:
                found = self._compose(preference, variables)
            except Exception as error:
                # Whatever an expression of the user's may raise.
                if self.get_option("strict"):
                    raise AnsibleParserError(
                        f"hostnames: '{preference}' gives no name for {variables[f'{prefix}resource']} "
                        f"{variables[f'{prefix}uuid']} ({error})."
                    ) from None
                continue
            if isinstance(found, (str, int, float)) and str(found):
                return str(found)
        return ""

    def _compose(self, template: Any, variables: Row, *more: Any, **options: Any) -> Any:
        """Evaluate an expression; a plain path is followed, since thousands of templates take longer than all the rest."""
        if isinstance(template, str) and _PATH.fullmatch(template) and not self.get_option("use_extra_vars"):
            found = dig(variables, *template.split("."))
            if found is not None:
                return found
        return super()._compose(template, variables, *more, **options)


def _reason(error: AnsibleError) -> str:
    """Return why a template could not be resolved, in one line."""
    return one_line(str(getattr(error, "message", "") or error)).rstrip(".")


def _on_devices(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if dig(row, "aSide", "accessPoint", "virtualDevice")]


def _untrusted(data: Any) -> Any:
    """Mark data of the API as no templates, where that takes a mark."""
    if _TRUSTS_BY_MARK:
        return data
    # Not at the top: it goes away some releases after it is of use.
    from ansible.utils.unsafe_proxy import wrap_var

    return wrap_var(data)
