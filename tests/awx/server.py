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
ASKS = (
    *("scm_branch", "diff_mode", "variables", "limit", "tags", "skip_tags", "job_type", "verbosity", "inventory", "credential"),
    "execution_environment",
)
WORKFLOW_ASKS = ("variables", "inventory", "limit", "scm_branch", "tags", "skip_tags")
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
        "execution_environment",
        {**OWNED, "image": "", "pull": "", "credential": None},
        ("name", "image"),
        {**OWNER, "credential": "credentials"},
    ),
    "projects": Kind(
        "project",
        {
            **OWNED,
            "credential": None,
            "status": "successful",
            "scm_type": "",
            "scm_url": "",
            "scm_branch": "",
            "scm_revision": "",
            "default_environment": None,
        },
        ("name",),
        {**OWNER, "credential": "credentials"},
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
            "allow_simultaneous": False,
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
        {
            **{**OWNED, "inventory": None, "extra_vars": "", "survey_enabled": False, "allow_simultaneous": False},
            **{f"ask_{name}_on_launch": False for name in WORKFLOW_ASKS},
        },
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
    "teams": Kind("team", OWNED, ("name", "organization"), OWNER, ("name", "organization")),
    "notification_templates": Kind("notification_template", {**OWNED, "notification_type": "webhook"}, ("name",), OWNER),
    "schedules": Kind(
        "schedule",
        {**NAMED, "unified_job_template": None, "rrule": "", "inventory": None, "enabled": True},
        ("name", "unified_job_template", "rrule"),
        {"inventory": "inventories"},
        ("name", "unified_job_template"),
    ),
    "workflow_approval_templates": Kind("workflow_approval_template", {**NAMED, "timeout": 0}, unique=()),
}
# What has the fields that lead from a removed object to those that go with it.
DEPENDS = {
    "inventory": ("inventory_sources",),
    "workflow_job_template": ("workflow_job_template_nodes",),
    "unified_job_template": ("schedules",),
}
NODE_LINKS = ("success_nodes", "always_nodes", "failure_nodes")
LINKS = "|".join((*NODE_LINKS, "credentials", "notification_templates_approvals"))
ROLES = ("admin_role", "execute_role", "read_role", "approval_role", "use_role")
UNIFIED = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")


class Awx:
    """The controller, served by a thread of its own while it is used as a context manager."""

    def __init__(self, files: frozenset[str]) -> None:
        self.files = files  # what the project has
        self.rows: dict[str, dict[int, Row]] = {kind: {} for kind in KINDS}
        self.surveys: dict[int, Row] = {}
        self.links: dict[tuple[int, str], list[int]] = {}
        self.writes: list[str] = []
        self.user: Row = {"id": 1, "username": "admin", "is_superuser": True}
        self.grants: dict[tuple[int, str], set[int]] = {}  # teams by object and role
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
                web.get(f"{one}/{{link:{LINKS}}}/", self._linked),
                web.post(f"{one}/{{link:{LINKS}}}/", self._link),
                web.get(f"{API}/me/", self._me),
                web.get(f"{API}/projects/{{id:\\d+}}/playbooks/", self._playbooks),
                web.post(f"{API}/projects/{{id:\\d+}}/update/", self._update_project),
                web.get(f"{API}/roles/{{id:\\d+}}/teams/", self._granted),
                web.post(f"{API}/roles/{{id:\\d+}}/teams/", self._grant),
                web.get(f"{API}/{{kind}}/", self._list),
                web.post(f"{API}/{{kind}}/", self._create),
                web.get(f"{one}/", self._get),
                web.patch(f"{one}/", self._change),
                web.delete(f"{one}/", self._remove),
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
            except web.HTTPException as error:
                answer = web.json_response({"detail": error.reason}, status=error.status)
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

    def add(self, kind: str, **fields: Any) -> Row:
        """Make an object, as somebody else would."""
        return self._add(kind, fields)

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
            "job_templates": lambda: self._check_playbook(row),
            "inventory_sources": lambda: self._check_source(row),
        }
        special.get(kind, lambda: None)()

    def _check_playbook(self, row: Row) -> None:
        if self.rows["projects"][row["project"]]["status"] != "successful":
            raise Refusal("Playbook not found for project.")
        self._check_file(row["playbook"])

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
            "summary_fields": {"object_roles": {name: {"id": row["id"] * 10 + place} for place, name in enumerate(ROLES)}},
        }
        if kind == "credentials":
            fields = self.rows["credential_types"][row["credential_type"]]["inputs"]["fields"]
            secret = {item["id"] for item in fields if item.get("secret")}
            shown["inputs"] = {name: ENCRYPTED if name in secret else value for name, value in row["inputs"].items()}
        elif kind == "projects":
            shown["related"] = {"update": f"{url}update/"}
        if kind == "workflow_job_template_nodes":
            shown.update({link: list(self.links.get((row["id"], link), [])) for link in NODE_LINKS})
        if kind == "workflow_job_template_nodes" and row["unified_job_template"] is not None:
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

    async def _me(self, _request: web.Request) -> web.Response:
        return self._page([self.user])

    async def _playbooks(self, request: web.Request) -> web.Response:
        project = self.rows["projects"][int(request.match_info["id"])]
        return web.json_response(sorted(self.files) if project["status"] == "successful" else [])

    async def _update_project(self, request: web.Request) -> web.Response:
        project = self.rows["projects"][int(request.match_info["id"])]
        project.update(status="successful", scm_revision=f"{project['scm_revision']}1")
        return web.json_response({"id": project["id"], "url": f"{API}/project_updates/{project['id']}/"}, status=202)

    def _role(self, request: web.Request) -> set[int]:
        number, place = divmod(int(request.match_info["id"]), 10)
        return self.grants.setdefault((number, ROLES[place]), set())

    async def _granted(self, request: web.Request) -> web.Response:
        return self._page([{"id": team} for team in self._role(request)])

    async def _grant(self, request: web.Request) -> web.Response:
        self._role(request).add((await request.json())["id"])
        return web.Response(status=204)

    async def _remove(self, request: web.Request) -> web.Response:
        kind, row = self._found(request)
        self._forget(kind, row["id"])
        return web.Response(status=204)

    def _forget(self, kind: str, identity: int) -> None:
        used = [other for other in self.rows["credentials"].values() if other["credential_type"] == identity]
        if kind == "credential_types" and used:
            raise Refusal("Credential types that are in use cannot be deleted")
        del self.rows[kind][identity]
        for name, others in DEPENDS.items():
            for other in others:
                for row in [row for row in self.rows[other].values() if row[name] == identity]:
                    self._forget(other, row["id"])

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response(self._shown(*self._found(request)))

    async def _create(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        if kind == "credential_types" and not self.user["is_superuser"]:
            raise web.HTTPForbidden(reason="You do not have permission to perform this action.")
        fields = await request.json()
        fields.pop("type", None)
        return web.json_response(self._shown(kind, self._add(kind, fields)), status=201)

    async def _change(self, request: web.Request) -> web.Response:
        kind, row = self._found(request)
        fields = await request.json()
        fields.pop("type", None)
        self._check(kind, {**row, **fields}, fields)
        row.update(fields)
        if kind == "projects" and fields.keys() & {"scm_url", "scm_branch"}:
            row["status"] = "successful"  # AWX itself reads it again
        return web.json_response(self._shown(kind, row))

    async def _update(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "id": int(request.match_info["id"]),
                "status": "successful",
                "failed": False,
                "finished": "2026-01-01T00:00:00Z",
                "scm_revision": "2",
            }
        )

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

    def _linking(self, request: web.Request) -> Row:
        kind, row = self._found(request)
        if request.match_info["link"] in NODE_LINKS and kind != "workflow_job_template_nodes":
            raise web.HTTPNotFound  # such as of the template of an approval
        return row

    async def _linked(self, request: web.Request) -> web.Response:
        row = self._linking(request)
        return self._page([{"id": other} for other in self.links.get((row["id"], request.match_info["link"]), [])])

    async def _link(self, request: web.Request) -> web.Response:
        row = self._linking(request)
        wanted = await request.json()
        linked = self.links.setdefault((row["id"], request.match_info["link"]), [])
        if wanted.get("disassociate"):
            linked.remove(wanted["id"])
        else:
            linked.append(wanted["id"])
        return web.Response(status=204)


def _fits(row: Row, query: Any) -> bool:
    either = {name.removeprefix("or__"): value for name, value in query.items() if name.startswith("or__")}
    if either and not any(str(row.get(name)) == value for name, value in either.items()):
        return False
    if not str(row.get("name", "")).startswith(query.get("name__startswith", "")):
        return False
    return all(
        str(row.get(name)) == value
        for name, value in query.items()
        if name not in ("page_size", "order_by", "name__startswith") and not name.startswith("or__")
    )
