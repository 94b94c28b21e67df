# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small AWX: keeps what its REST API is told, and refuses what the real one refuses. For the modules of awx.awx 24."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.awx.rules import Refusal, Row, check_credential_type, check_inputs, check_survey

TOKEN = "awx-oauth-token"
ENCRYPTED = "$encrypted$"
API = "/api/v2"


@dataclass(frozen=True)
class Kind:
    """One kind of object: fields with their defaults (None: has to be given), and those that refer to others."""

    type: str
    fields: Row
    required: tuple[str, ...] = ("name",)
    refers: dict[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ("name",)


NAMED: Row = {"name": "", "description": ""}
OWNED: Row = {**NAMED, "organization": None}
ASKS = ("scm_branch", "diff_mode", "variables", "limit", "tags", "skip_tags", "job_type", "verbosity", "inventory", "credential")
OWNER = {"organization": "organizations"}
KINDS = {
    "organizations": Kind("organization", NAMED),
    "credential_types": Kind(
        "credential_type", {**NAMED, "kind": "cloud", "managed": False, "inputs": {}, "injectors": {}}, ("name", "kind")
    ),
    "credentials": Kind(
        "credential",
        {**OWNED, "credential_type": None, "inputs": {}},
        ("name", "credential_type"),
        {**OWNER, "credential_type": "credential_types"},
    ),
    "execution_environments": Kind(
        "execution_environment", {**OWNED, "image": "", "pull": "", "credential": None}, ("name", "image"), OWNER
    ),
    "projects": Kind(
        "project",
        {**OWNED, "scm_type": "", "scm_url": "", "scm_branch": "", "scm_revision": "", "default_environment": None},
        ("name",),
        OWNER,
        ("name", "organization"),
    ),
    "inventories": Kind(
        "inventory",
        {**OWNED, "kind": "", "host_filter": None, "variables": ""},
        ("name", "organization"),
        OWNER,
        ("name", "organization"),
    ),
    "inventory_sources": Kind(
        "inventory_source",
        {
            **NAMED,
            **{"inventory": None, "source": "", "source_path": "", "source_vars": "", "source_project": None, "credential": None},
            **{"execution_environment": None, "overwrite": False, "overwrite_vars": False},
        },
        ("name", "inventory", "source"),
        {
            **{"inventory": "inventories", "source_project": "projects", "credential": "credentials"},
            "execution_environment": "execution_environments",
        },
        ("name", "inventory"),
    ),
    "job_templates": Kind(
        "job_template",
        {
            **OWNED,
            **{"job_type": "run", "inventory": None, "project": None, "playbook": "", "execution_environment": None},
            **{"diff_mode": False, "job_slice_count": 1, "extra_vars": "", "survey_enabled": False},
            **{f"ask_{name}_on_launch": False for name in ASKS},
        },
        ("name", "inventory", "project", "playbook"),
        {
            **{**OWNER, "inventory": "inventories", "project": "projects"},
            "execution_environment": "execution_environments",
        },
        ("name", "organization"),
    ),
    "workflow_job_templates": Kind(
        "workflow_job_template",
        {**OWNED, "inventory": None, "extra_vars": "", "survey_enabled": False},
        ("name",),
        OWNER,
        ("name", "organization"),
    ),
    "workflow_job_template_nodes": Kind(
        "workflow_job_template_node",
        {"identifier": "", "workflow_job_template": None, "unified_job_template": None, "all_parents_must_converge": False},
        ("identifier", "workflow_job_template"),
        {"workflow_job_template": "workflow_job_templates"},
        ("identifier", "workflow_job_template"),
    ),
    "workflow_approval_templates": Kind("workflow_approval_template", {**NAMED, "timeout": 0}, unique=()),
}
UNIFIED = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")


class Awx:
    """The controller, served by a thread of its own while it is used as a context manager."""

    def __init__(self, files: frozenset[str]) -> None:
        self.files = files  # what the project has
        self.rows: dict[str, dict[int, Row]] = {kind: {} for kind in KINDS}
        self.surveys: dict[int, Row] = {}
        self.links: dict[tuple[int, str], list[int]] = {}
        self.writes: list[str] = []
        self.url = ""
        self._last = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._started = threading.Event()
        self._add("organizations", {"name": "Default"})

    # -- life

    def __enter__(self) -> Awx:
        self._thread.start()
        self._started.wait(30)
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application(middlewares=[self._middleware()])
        one = f"{API}/{{kind}}/{{id:\\d+}}"
        app.add_routes(
            [
                web.get(f"{API}/project_updates/{{id:\\d+}}/", self._update),
                web.get(f"{API}/unified_job_templates/", self._list_unified),
                web.get(f"{one}/survey_spec/", self._get_survey),
                web.post(f"{one}/survey_spec/", self._set_survey),
                web.post(f"{one}/create_approval_template/", self._add_approval),
                web.get(f"{one}/{{link:credentials|success_nodes}}/", self._linked),
                web.post(f"{one}/{{link:credentials|success_nodes}}/", self._link),
                web.get(f"{API}/{{kind}}/", self._list),
                web.post(f"{API}/{{kind}}/", self._create),
                web.get(f"{one}/", self._get),
                web.patch(f"{one}/", self._change),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        self._loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    def _middleware(self) -> Any:
        @web.middleware
        async def pass_through(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            if request.headers.get("Authorization") != f"Bearer {TOKEN}":
                return web.json_response({"detail": "Authentication credentials were not provided."}, status=401)
            if request.method != "GET":
                self.writes.append(f"{request.method} {request.path}")
            try:
                answer = await handler(request)
            except Refusal as refusal:
                answer = web.json_response({"error": str(refusal), "__all__": [str(refusal)]}, status=400)
            answer.headers.update({"X-API-Product-Name": "AWX", "X-API-Product-Version": "24.6.1"})
            return answer

        return pass_through

    # -- what is kept

    def named(self, kind: str, name: str) -> Row:
        """Return the one object of a kind that has a name."""
        (found,) = (row for row in self.rows[kind].values() if row["name"] == name)
        return found

    def _add(self, kind: str, fields: Row) -> Row:
        self._last += 1
        row = {"id": self._last, **KINDS[kind].fields, **fields}
        self._check(kind, row, fields)
        self.rows[kind][row["id"]] = row
        return row

    def _check(self, kind: str, row: Row, given: Row) -> None:
        known = KINDS[kind]
        if set(given) - set(known.fields) - {"type"}:
            raise Refusal(f"{known.type}: unknown fields {sorted(set(given) - set(known.fields))}")
        missing = [name for name in known.required if row[name] in (None, "")]
        if missing:
            raise Refusal(f"{known.type}: {missing} required")
        for name, other in known.refers.items():
            if row[name] is not None and row[name] not in self.rows[other]:
                raise Refusal(f"{known.type}: no {name} {row[name]}")
        twins = (
            other
            for other in self.rows[kind].values()
            if known.unique and all(other[name] == row[name] for name in known.unique) and other["id"] != row["id"]
        )
        if next(twins, None):
            raise Refusal(f"{known.type} with this {' and '.join(known.unique)} already exists")
        special = {
            "credential_types": lambda: check_credential_type(row),
            "credentials": lambda: check_inputs(self.rows["credential_types"][row["credential_type"]], row["inputs"]),
            "job_templates": lambda: self._check_file(row["playbook"]),
            "inventory_sources": lambda: self._check_source(row),
        }
        special.get(kind, lambda: None)()

    def _check_file(self, name: str) -> None:
        if name not in self.files:
            raise Refusal(f"{name} not found in the project")

    def _check_source(self, row: Row) -> None:
        self._check_file(row["source_path"])
        if row["source_project"] is None:
            raise Refusal("Project required for scm type sources")
        if row["credential"] is not None:
            kind = self.rows["credentials"][row["credential"]]["credential_type"]
            if self.rows["credential_types"][kind]["kind"] not in ("cloud", "kubernetes"):
                raise Refusal("Credentials of this type are disallowed for custom inventory sources")

    def _shown(self, kind: str, row: Row) -> Row:
        url = f"{API}/{kind}/{row['id']}/"
        shown = {
            **row,
            "type": KINDS[kind].type,
            "url": url,
            "related": {"survey_spec": f"{url}survey_spec/"},
            "summary_fields": {},
        }
        if kind == "credentials":
            fields = self.rows["credential_types"][row["credential_type"]]["inputs"]["fields"]
            secret = {item["id"] for item in fields if item.get("secret")}
            shown["inputs"] = {name: ENCRYPTED if name in secret else value for name, value in row["inputs"].items()}
        elif kind == "projects":
            shown["summary_fields"] = {"current_update": {"id": row["id"]}}
        elif kind == "workflow_job_template_nodes" and row["unified_job_template"] is not None:
            target = row["unified_job_template"]
            where = next(other for other in UNIFIED if target in self.rows[other])
            shown["related"] = {"unified_job_template": f"{API}/{where}/{target}/"}
        return shown

    def _found(self, request: web.Request) -> tuple[str, Row]:
        kind, identity = request.match_info["kind"], int(request.match_info["id"])
        row = self.rows.get(kind, {}).get(identity)
        if row is None:
            raise web.HTTPNotFound
        return kind, row

    # -- calls

    def _page(self, rows: list[Row]) -> web.Response:
        return web.json_response({"count": len(rows), "next": None, "previous": None, "results": rows})

    async def _list(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        if kind not in KINDS:
            raise web.HTTPNotFound
        rows = [row for row in self.rows[kind].values() if _fits(row, request.query)]
        return self._page([self._shown(kind, row) for row in rows])

    async def _list_unified(self, request: web.Request) -> web.Response:
        rows = [self._shown(kind, row) for kind in UNIFIED for row in self.rows[kind].values()]
        return self._page([row for row in rows if _fits(row, request.query)])

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response(self._shown(*self._found(request)))

    async def _create(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        fields = await request.json()
        fields.pop("type", None)
        return web.json_response(self._shown(kind, self._add(kind, fields)), status=201)

    async def _change(self, request: web.Request) -> web.Response:
        kind, row = self._found(request)
        fields = await request.json()
        fields.pop("type", None)
        self._check(kind, {**row, **fields}, fields)
        row.update(fields)
        return web.json_response(self._shown(kind, row))

    async def _update(self, request: web.Request) -> web.Response:
        return web.json_response({"id": int(request.match_info["id"]), "status": "successful"})

    async def _get_survey(self, request: web.Request) -> web.Response:
        return web.json_response(self.surveys.get(self._found(request)[1]["id"], {}))

    async def _set_survey(self, request: web.Request) -> web.Response:
        survey = await request.json()
        check_survey(survey)
        self.surveys[self._found(request)[1]["id"]] = survey
        return web.json_response({})

    async def _add_approval(self, request: web.Request) -> web.Response:
        _kind, node = self._found(request)
        row = self._add("workflow_approval_templates", await request.json())
        node["unified_job_template"] = row["id"]
        return web.json_response(self._shown("workflow_approval_templates", row), status=201)

    async def _linked(self, request: web.Request) -> web.Response:
        _kind, row = self._found(request)
        return self._page([{"id": other} for other in self.links.get((row["id"], request.match_info["link"]), [])])

    async def _link(self, request: web.Request) -> web.Response:
        _kind, row = self._found(request)
        wanted = await request.json()
        linked = self.links.setdefault((row["id"], request.match_info["link"]), [])
        if wanted.get("disassociate"):
            linked.remove(wanted["id"])
        else:
            linked.append(wanted["id"])
        return web.Response(status=204)


def _fits(row: Row, query: Any) -> bool:
    return all(str(row.get(name)) == value for name, value in query.items() if name not in ("page_size", "order_by"))
