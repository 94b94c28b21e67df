# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small AWX: keeps what its REST API is told, and refuses what the real one refuses. For the modules of awx.awx 24."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.awx.checks import check_attached, check_environment, check_link, check_schedule, check_template
from tests.awx.kinds import GOES_WITH, KINDS, LINKS, NODE_LINKS, ROLES, UNIFIED
from tests.awx.rules import Refusal, Row, check_credential_type, check_inputs, check_survey

TOKEN = "awx-oauth-token"
ENCRYPTED = "$encrypted$"
API = "/api/v2"


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
        self.active: set[int] = set()  # templates of which jobs are running, or wait for an approval
        self.idle = False  # whether tasks wait, such as those that remove inventories
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
                web.get(f"{API}/unified_jobs/", self._list_jobs),
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
                answer = web.json_response(refusal.body, status=refusal.status)
            answer.headers.update({"X-API-Product-Name": "AWX", "X-API-Product-Version": "24.6.1"})
            return answer

        return pass_through

    # -- what is kept

    def named(self, kind: str, name: str) -> Row:
        """Return the one object of a kind that has a name."""
        (found,) = (row for row in self.rows[kind].values() if row["name"] == name)
        return found

    def add(self, kind: str, /, **fields: Any) -> Row:
        """Make an object, as somebody else would."""
        return self._add(kind, fields)

    def _add(self, kind: str, fields: Row) -> Row:
        self._last += 1
        row = {"id": self._last, **KINDS[kind].fields, **fields}
        if kind == "job_templates" and row["project"] in self.rows["projects"]:
            row["organization"] = self.rows["projects"][row["project"]]["organization"]  # whatever was asked for
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
                raise Refusal(f'Invalid pk "{row[name]}" - object does not exist.', name)
        target = row.get("unified_job_template")
        if target is not None and all(target not in self.rows[other] for other in UNIFIED):
            raise Refusal(f'Invalid pk "{target}" - object does not exist.', "unified_job_template")
        twins = (
            other
            for other in self.rows[kind].values()
            if known.unique
            and other["id"] != row["id"]
            and all(row[name] is not None and other[name] == row[name] for name in known.unique)
        )
        if next(twins, None):
            raise Refusal(f"{known.type} with this {' and '.join(known.unique)} already exists")
        special = {
            "credential_types": lambda: check_credential_type(row),
            "credentials": lambda: check_inputs(self.rows["credential_types"][row["credential_type"]], row["inputs"]),
            "job_templates": lambda: self._check_playbook(row),
            "inventory_sources": lambda: self._check_source(row),
            "schedules": lambda: self._check_schedule(row, given),
            "execution_environments": lambda: check_environment(row, row["credential"] and self._kind_of(row["credential"])),
        }
        special.get(kind, lambda: None)()

    def _check_playbook(self, row: Row) -> None:
        project = self.rows["projects"][row["project"]]
        if project["status"] != "successful" or row["playbook"] not in self.files:
            raise Refusal("Playbook not found for project.", "playbook")
        check_template(row, project)

    def _check_source(self, row: Row) -> None:
        if row["source_path"] not in self.files:
            raise Refusal(f"{row['source_path']} not found in the project", "source_path")
        if row["source_project"] is None:
            raise Refusal("Project required for scm type sources.", "source_project")
        if row["credential"] is not None and self._kind_of(row["credential"]) in ("insights", "vault"):
            raise Refusal("Credentials of type insights and vault are disallowed for scm inventory sources.", "credential")

    def _check_schedule(self, row: Row, given: Row) -> None:
        where = next(other for other in UNIFIED if row["unified_job_template"] in self.rows[other])
        template = self.rows[where][row["unified_job_template"]]
        survey = self.surveys.get(template["id"]) if template.get("survey_enabled") else None
        check_schedule(row, given, template, survey)

    def _kind_of(self, credential: int) -> str:
        kind: str = self.rows["credential_types"][self.rows["credentials"][credential]["credential_type"]]["kind"]
        return kind

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

    async def _list_jobs(self, request: web.Request) -> web.Response:
        # A job has the name of its template; a workflow that waits for an approval is running.
        templates = [row for kind in UNIFIED for row in self.rows[kind].values() if row["id"] in self.active]
        jobs = [{"id": 1000 + row["id"], "type": "workflow_job", "name": row["name"], "status": "running"} for row in templates]
        return self._page([row for row in jobs if _fits(row, request.query)])

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
        if kind == "credential_types" and (row["managed"] or self._used(row["id"])):
            raise Refusal("Credential types that are in use cannot be deleted", status=403)
        if row["id"] in self.active:
            raise Refusal("Resource is being used by running jobs.", "error", 409)
        if kind == "inventories" and self.idle:
            self._mark(row)
        else:
            self._forget(kind, row["id"])
        return web.Response(status=202 if kind == "inventories" else 204)

    def _mark(self, inventory: Row) -> None:
        if inventory["pending_deletion"]:
            raise Refusal("Inventory is already pending deletion.", "error")
        inventory["pending_deletion"] = True
        for template in self.rows["job_templates"].values():
            if template["inventory"] == inventory["id"]:
                template["inventory"] = None

    def _used(self, credential_type: int) -> bool:
        return any(row["credential_type"] == credential_type for row in self.rows["credentials"].values())

    def _forget(self, kind: str, identity: int) -> None:
        gone = self.rows[kind].pop(identity)
        for other, name in GOES_WITH.get(kind, {}).items():
            for row in [row for row in self.rows[other].values() if row[name] == identity]:
                self._forget(other, row["id"])
        for other, known in KINDS.items():
            names = {name for name, refers in known.refers.items() if refers == kind}
            names |= {"unified_job_template"} if kind in UNIFIED and "unified_job_template" in known.fields else set()
            for row in self.rows[other].values():
                row.update({name: None for name in names if row[name] == identity})
        for place in [place for place in self.links if place[0] == identity]:
            del self.links[place]
        for linked in self.links.values():
            linked[:] = [other for other in linked if other != identity]
        for teams in self.grants.values():
            teams.discard(identity)
        if kind == "workflow_job_template_nodes":
            self._forget_approval(gone)

    def _forget_approval(self, node: Row) -> None:
        if node["unified_job_template"] in self.rows["workflow_approval_templates"]:
            self._forget("workflow_approval_templates", node["unified_job_template"])

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
        # Where a node is, and whose a template is, nobody can change.
        fixed = {"workflow_job_template_nodes": "workflow_job_template", "job_templates": "organization"}
        for name in ("type", fixed.get(kind, "type")):
            fields.pop(name, None)
        if kind == "credential_types" and self._used(row["id"]) and fields.get("inputs", row["inputs"]) != row["inputs"]:
            raise Refusal("Modifications to inputs are not allowed for credential types that are in use", status=403)
        if kind == "execution_environments" and fields.get("organization") not in (None, row["organization"]):
            raise Refusal("Cannot change the organization of an execution environment", "organization")
        self._check(kind, {**row, **fields}, fields)
        if (
            kind == "workflow_job_template_nodes"
            and fields.get("unified_job_template", row["unified_job_template"]) != row["unified_job_template"]
        ):
            self._forget_approval(row)
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
        kind, node = self._found(request)
        if kind != "workflow_job_template_nodes":
            raise web.HTTPNotFound
        row = self._add("workflow_approval_templates", await request.json())
        self._forget_approval(node)
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
        row, link, wanted = self._linking(request), request.match_info["link"], await request.json()
        other = {"credentials": "credentials", "notification_templates_approvals": "notification_templates"}
        kind = other.get(link, "workflow_job_template_nodes")
        if not isinstance(wanted.get("id"), int):
            raise Refusal('"id" field must be an integer.', "msg")
        if wanted["id"] not in self.rows[kind]:
            raise Refusal(f"{KINDS[kind].type} with this id does not exist.", "detail")
        linked = self.links.setdefault((row["id"], link), [])
        if "disassociate" in wanted:
            linked[:] = [identity for identity in linked if identity != wanted["id"]]
        elif wanted["id"] not in linked:
            self._check_link(row, link, wanted["id"])
            linked.append(wanted["id"])
        return web.Response(status=204)

    def _check_link(self, row: Row, link: str, other: int) -> None:
        if link in NODE_LINKS:
            check_link(row, link, self.rows["workflow_job_template_nodes"][other], self.links)
        elif link == "credentials":
            types = [self.rows["credentials"][identity]["credential_type"] for identity in self.links[row["id"], link]]
            check_attached(self.rows["credentials"][other]["credential_type"], self._kind_of(other), types)


def _fits(row: Row, query: Any) -> bool:
    either = {name.removeprefix("or__"): value for name, value in query.items() if name.startswith("or__")}
    if either and not any(str(row.get(name)) == value for name, value in either.items()):
        return False
    if not str(row.get("name", "")).startswith(query.get("name__startswith", "")):
        return False
    if "status__in" in query and row.get("status") not in query["status__in"].split(","):
        return False
    return all(
        str(row.get(name)) == value
        for name, value in query.items()
        if name not in ("page_size", "order_by", "name__startswith", "status__in") and not name.startswith("or__")
    )
