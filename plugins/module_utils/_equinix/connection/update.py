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


def update(work: Context, existing: dict[str, Any], differences: Sequence[Difference]) -> Steps[Outcome]:
    """Change what differs, in steps; what cannot be changed is refused before anything is."""
    changes, immutable = plan(work.spec, existing, differences)
    refuse_differences(work.spec, existing, immutable)
    before = settings_of(existing)
    awaiting = [change for change in changes if awaits_approval(existing, change)]
    if awaiting:
        yield Ready(planned=existing)
        work.waiter.warn(
            f"A change of connection {work.spec.label} ({existing['uuid']}) awaits the provider's approval, so "
            f"{listed((change.option for change in changes), 'and')} was not sent again."
        )
        return work.outcome(False, existing, before, before)
    refuse_while_awaiting(work.spec, existing)
    refuse_locked(existing, work.spec.label, "state", f"it was not changed ({listed(changes, 'and')})")
    for change in changes:
        _check(work, change.option, existing)
    planned = applied(existing, changes)
    yield Ready(UPDATE, planned)
    if work.options.check:
        outcome = work.outcome(True, planned, before, settings_of(planned))
        outcome.validated_by = rehearse(work.api, existing["uuid"], changes)
        return outcome
    made: list[Change] = []
    try:
        existing = yield from apply(
            work.api,
            existing,
            changes,
            made,
            wait=work.options.wait,
            timeout=work.options.wait_timeout,
            warn=work.waiter.warn,
        )
        existing = yield from work.waiter.reached(existing)
    except InterconnectError as error:
        if made:
            said = listed(made, "and")
            error.after(f"Connection {work.spec.label} ({existing['uuid']}) was changed: {said}.", existing)
        raise
    # Without waiting the connection does not show its last change yet.
    after = settings_of(existing if work.options.wait else applied(existing, changes))
    return work.outcome(True, existing, before, after)


def _check(work: Context, option: str, existing: dict[str, Any]) -> None:
    """Look before a change whether it can succeed."""
    if option in ("bandwidth", "order.term_length"):
        # A shorter term costs more a month, as another bandwidth does.
        profile = work.account.profile(text_at(existing, *PROFILE_PATH, "uuid"))
        if option == "bandwidth":
            check_bandwidth_change(work.spec, existing, profile)
            _warn_of_prepaid_port(work, existing, profile)
        if work.price is None:
            look_at_change(work, existing, profile)
    elif option == "name":
        check_new_name(work.spec.name)
        _warn_of_name(work, existing)
    elif option == "a_side.vlan_tag":
        port = text_at(existing, *ASSET_PATHS[PORT], "uuid")
        refuse_locked_vlans(work.account.asset(PORT, port), work.spec.label, work.spec.vlan_tag)
        check_vlan_free(work.spec, work.account.vlans(port))
    elif option == "a_side.interface_id":
        device = text_at(existing, *ASSET_PATHS[VIRTUAL_DEVICE], "uuid")
        check_interface_free(work.spec, work.account.asset(VIRTUAL_DEVICE, device))


def _warn_of_prepaid_port(work: Context, existing: dict[str, Any], profile: dict[str, Any]) -> None:
    """Tell what becomes of the port that was paid for in advance at Alibaba Cloud, where it is there already."""
    if is_alibaba(text_at(profile, "name")) and status_of(existing).phase in (IN_PROGRESS, ACTIVE):
        work.waiter.warn(prepaid_port(work.spec.label, existing.get("bandwidth"), work.spec.bandwidth))


def _warn_of_name(work: Context, existing: dict[str, Any]) -> None:
    """Tell which other connections have the name that this one is to have."""
    others = [text_at(row, "uuid") for row in work.account.named(work.spec.name) if row.get("uuid") != existing["uuid"]]
    if others:
        work.waiter.warn(
            f"The name {work.spec.label} is that of connection {listed(others, 'and')} as well; Alibaba Cloud shows connections "
            "by name, so a name of its own is easier to tell apart."
        )
