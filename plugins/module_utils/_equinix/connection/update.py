# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing a connection that is there to the spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._core.data import listed, text_at
from ..._core.errors import InterconnectError
from ..maintenance import refuse_locked, refuse_locked_vlans
from .checks import check_bandwidth_change, check_interface_free, check_vlan_free
from .context import Context
from .fields import Change, applied, awaits_approval, plan, refuse_while_awaiting
from .patch import apply, rehearse
from .plan import ASSET_PATHS, PROFILE_PATH, Difference, is_alibaba, refuse_differences, settings_of
from .price_limit import look_at_change
from .pricing import prepaid_port
from .spec import PORT, VIRTUAL_DEVICE, check_new_name
from .status import ACTIVE, IN_PROGRESS, status_of
from .steps import UPDATE, Ready, Steps
from .waiters import Outcome


def update(context: Context, existing: dict[str, Any], differences: Sequence[Difference]) -> Steps[Outcome]:
    """Change what differs, in steps; what cannot be changed is refused before anything is."""
    changes, immutable = plan(context.spec, existing, differences)
    refuse_differences(context.spec, existing, immutable)
    before = settings_of(existing)
    awaiting = [change for change in changes if awaits_approval(existing, change)]
    if awaiting:
        yield Ready(planned=existing)
        context.waiter.warn(
            f"A change of connection {context.spec.label} ({existing['uuid']}) awaits the provider's approval, so "
            f"{listed((change.option for change in changes), 'and')} was not sent again."
        )
        return context.outcome(False, existing, before, before)
    refuse_while_awaiting(context.spec, existing)
    refuse_locked(existing, context.spec.label, "state", f"it was not changed ({listed(changes, 'and')})")
    for change in changes:
        _check(context, change.option, existing)
    planned = applied(existing, changes)
    yield Ready(UPDATE, planned)
    if context.options.check:
        outcome = context.outcome(True, planned, before, settings_of(planned))
        outcome.validated_by = rehearse(context.api, existing["uuid"], changes)
        return outcome
    made: list[Change] = []
    try:
        existing = yield from apply(
            context.api,
            existing,
            changes,
            made,
            wait=context.options.wait,
            timeout=context.options.wait_timeout,
            warn=context.waiter.warn,
        )
        existing = yield from context.waiter.reached(existing)
    except InterconnectError as error:
        if made:
            said = listed(made, "and")
            error.after(f"Connection {context.spec.label} ({existing['uuid']}) was changed: {said}.", existing)
        raise
    # Without waiting the connection does not show its last change yet.
    after = settings_of(existing if context.options.wait else applied(existing, changes))
    return context.outcome(True, existing, before, after)


def _check(context: Context, option: str, existing: dict[str, Any]) -> None:
    """Look before a change whether it can succeed."""
    if option in ("bandwidth", "order.term_length"):
        # A shorter term costs more a month, as another bandwidth does.
        profile = context.cache.profile(text_at(existing, *PROFILE_PATH, "uuid"))
        if option == "bandwidth":
            check_bandwidth_change(context.spec, existing, profile)
            _warn_of_prepaid_port(context, existing, profile)
        if context.price is None:
            look_at_change(context, existing, profile)
    elif option == "name":
        check_new_name(context.spec.name)
        _warn_of_name(context, existing)
    elif option == "a_side.vlan_tag":
        port = text_at(existing, *ASSET_PATHS[PORT], "uuid")
        refuse_locked_vlans(context.cache.asset(PORT, port), context.spec.label, context.spec.vlan_tag)
        check_vlan_free(context.spec, context.cache.vlans(port))
    elif option == "a_side.interface_id":
        device = text_at(existing, *ASSET_PATHS[VIRTUAL_DEVICE], "uuid")
        check_interface_free(context.spec, context.cache.asset(VIRTUAL_DEVICE, device))


def _warn_of_prepaid_port(context: Context, existing: dict[str, Any], profile: dict[str, Any]) -> None:
    """Tell what becomes of the port that was paid for in advance at Alibaba Cloud, where it is there already."""
    if is_alibaba(text_at(profile, "name")) and status_of(existing).phase in (IN_PROGRESS, ACTIVE):
        context.waiter.warn(prepaid_port(context.spec.label, existing.get("bandwidth"), context.spec.bandwidth))


def _warn_of_name(context: Context, existing: dict[str, Any]) -> None:
    """Tell which other connections have the name that this one is to have."""
    others = [text_at(row, "uuid") for row in context.cache.named(context.spec.name) if row.get("uuid") != existing["uuid"]]
    if others:
        context.waiter.warn(
            f"The name {context.spec.label} is that of connection {listed(others, 'and')} as well; Alibaba Cloud shows "
            "connections by name, so a name of its own is easier to tell apart."
        )
