# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Making sure that a connection exists as wanted: as it is, changed, or ordered.

What changing and ordering take is loaded only where there is something to change or to order.
"""

from __future__ import annotations

from typing import Any

from ..._core.errors import InputError, ObjectError
from ..api import Equinix
from ..assets import meant_instead
from ..lookup import LookupCache
from .context import Context
from .plan import settings_of
from .spec import ConnectionSpec
from .status import DEPROVISIONING, FAILED, errors_of, is_draft, status_of
from .steps import Ready, Steps, follow
from .waiters import Options, Outcome


class EnsurePresent:
    """Brings one connection to the state asked for; ``promised`` and ``leads`` are as ``Work`` has them."""

    def __init__(
        self,
        api: Equinix,
        spec: ConnectionSpec,
        options: Options,
        cache: LookupCache | None = None,
        *,
        promised: bool = False,
        leads: bool = False,
    ) -> None:
        self._context = Context(api, spec, options, cache, promised=promised, leads=leads)

    def present(self) -> Outcome:
        """Make sure that the connection exists as wanted: order it, change it, or leave it as it is."""
        return follow(self._context.api, self.steps())

    def steps(self) -> Steps[Outcome]:
        """Order the connection, change it, or leave it as it is, in steps."""
        return self._context.told(self._steps())

    def _steps(self) -> Steps[Outcome]:
        existing = self._context.resolver.connection()
        leaving: dict[str, Any] = {}
        if existing and status_of(existing).phase == DEPROVISIONING:
            # Its VLAN or interface is free again, and a new order possible, only when it is gone.
            if not self._context.options.check:
                yield from self._context.waiter.gone(existing)
            existing, leaving = {}, existing
        if existing:
            return (yield from self._keep(existing))
        if self._context.spec.uuid:
            raise InputError(
                "uuid",
                f"uuid {self._context.spec.uuid} is no connection that these credentials can see"
                f"{meant_instead(self._context.spec.uuid, self._context.cache.other_connections)}; give another one, or leave it "
                "out to have the connection ordered by its other options.",
            )
        from .create import Create

        creating = Create(self._context, leaving)
        existing = yield from creating.unseen()
        return (yield from (self._keep(existing) if existing else creating.steps()))

    def _keep(self, existing: dict[str, Any]) -> Steps[Outcome]:
        status = status_of(existing)
        if is_draft(existing):
            raise ObjectError(
                "name",
                f"Connection {self._context.spec.label} ({existing.get('uuid')}) is a draft, which nobody has ordered; order or "
                "delete it in the Fabric portal, or choose another name.",
            )
        if status.phase == FAILED:
            reason = errors_of(existing)
            raise ObjectError(
                "state",
                f"Connection {self._context.spec.label} ({existing.get('uuid')}) exists but failed: {status}"
                f"{f', {reason}' if reason else ''}; remove it with state absent, then order it anew.",
            )
        self._context.resolver.find_group(may_be_missing=self._context.options.check, promised=self._context.promised)
        differences = self._context.resolver.differences(existing)
        if differences:
            from .update import update

            return (yield from update(self._context, existing, differences))
        yield Ready(planned=existing)
        settings = settings_of(existing)
        if not self._context.options.check:
            existing = yield from self._context.waiter.reached(existing)
        return self._context.outcome(False, existing, settings, settings_of(existing))
