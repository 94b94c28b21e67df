# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removing a connection."""

from __future__ import annotations

from typing import Any

from ansible_collections.interconnect.equinix.plugins.module_utils._clock import (
    Deadline,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.account import (
    Account,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.api import (
    PROVIDER_MUST_DELETE,
    TRANSIENT_STATE,
    Equinix,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.connection import (
    settings_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.status import (
    DEPROVISIONING,
    status_of,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.steps import (
    DELETE,
    Pause,
    Ready,
    Steps,
    follow,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.watching import (
    Options,
    Outcome,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.wish import (
    Wish,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._equinix.work import (
    Work,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._errors import (
    ApiError,
    InputError,
    WaitTimeout,
)
from ansible_collections.interconnect.equinix.plugins.module_utils._wait import (
    interval,
)

REMOVAL_STEPS = (
    "Alibaba must start the removal of a connection that it has provisioned: (1) delete the virtual border router in "
    "the Alibaba Cloud console, (2) terminate and delete the connection under Express Connect > Physical Connections, "
    "(3) run this task again with provider_initiated: true, which waits until Fabric shows it gone."
)


class Removing:
    """Brings one connection away."""

    def __init__(self, api: Equinix, wish: Wish, options: Options, account: Account | None = None) -> None:
        self._work = Work(api, wish, options, account)

    def absent(self) -> Outcome:
        """See to it that the connection is gone."""
        return follow(self._work.api, self.steps())

    def steps(self) -> Steps[Outcome]:
        """Remove the connection, in steps."""
        existing = self._work.finder.connection()
        if not existing:
            self._work.finder.warn_of_orders()
            yield Ready()
            return self._work.outcome(False, {}, {}, {})
        settings = settings_of(existing)
        going = status_of(existing).phase == DEPROVISIONING
        yield Ready("" if going else DELETE, existing)
        if self._work.options.check:
            return self._work.outcome(not going, {}, settings, {})
        deadline = Deadline(self._work.options.wait_timeout, self._work.clock)
        if not going and not self._work.options.provider_initiated:
            existing = yield from self._delete(existing, deadline)
        if self._work.options.wait:
            existing = yield from self._work.watch.gone(existing, deadline.remaining)
        return self._work.outcome(not going, existing, settings, {})

    def _delete(self, existing: dict[str, Any], deadline: Deadline) -> Steps[dict[str, Any]]:
        while True:
            try:
                answer = self._work.api.delete_connection(existing["uuid"], deadline if self._work.options.wait else None)
            except ApiError as error:
                if PROVIDER_MUST_DELETE in error.codes or PROVIDER_MUST_DELETE in str(error):
                    raise InputError(
                        "provider_initiated",
                        f"Connection {self._work.wish.label} ({existing['uuid']}) cannot be deleted from Fabric. {REMOVAL_STEPS}",
                    ) from error
                pause = interval(deadline.elapsed)
                if self._work.options.wait and deadline.remaining <= 0:
                    said = f"Connection {self._work.wish.label} ({existing['uuid']}) was not removed in the time for waiting"
                    raise WaitTimeout(f"{said} (wait_timeout): {error}", existing) from error
                if TRANSIENT_STATE not in error.codes or not self._work.options.wait or pause >= deadline.remaining:
                    raise
                yield Pause(pause)
            else:
                return {**existing, **answer} if answer else {}
