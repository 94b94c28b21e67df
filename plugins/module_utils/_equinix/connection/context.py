# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the steps on one connection share."""

from __future__ import annotations

from typing import Any

from ..._core.errors import InterconnectError
from ..api import Equinix
from ..lookup import LookupCache
from .resolver import Resolver
from .spec import ConnectionSpec
from .steps import Steps
from .waiters import Options, Outcome, Waiter


class Context:
    """One spec, how to go about it, and what is known so far.

    ``promised`` tells that the primary connection which the spec names is ordered together with this one, ``leads`` that one is
    which names this one as its primary.
    """

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
        self.api = api
        self.spec = spec
        self.options = options
        self.cache = cache or LookupCache(api)
        self.promised = promised
        self.leads = leads
        self.clock = api.transport.clock
        self.waiter = Waiter(self.clock, spec.label, options)
        self.resolver = Resolver(self.cache, spec, self.waiter.warn)
        self.price: dict[str, Any] | None = None
        self.price_before: dict[str, Any] | None = None

    def told(self, steps: Steps[Outcome]) -> Steps[Outcome]:
        """Take steps; an error tells of the warnings too."""
        try:
            return (yield from steps)
        except InterconnectError as error:
            error.warnings = self.waiter.warnings
            raise

    def outcome(self, changed: bool, connection: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> Outcome:
        """Return what was done, or would be."""
        return Outcome(
            changed,
            connection,
            before,
            after,
            price=self.price,
            price_before=self.price_before,
            warnings=self.waiter.warnings,
        )
