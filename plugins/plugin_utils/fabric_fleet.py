# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role fabric_fleet tells (pure): what is wrong with a list, what will change, what came of it, of each host its own."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from ..module_utils._core.data import dig, text_at
from ..module_utils._equinix.connection.conflicts import conflicts, label_of, read_items
from ..module_utils._equinix.connection.options import connection_options
from ..module_utils._equinix.connection.steps import CREATE, DELETE, UPDATE
from ._report.texts import counted
from .fleet_strays import unpurged

Row = Mapping[str, Any]

_WILL = {CREATE: "create", UPDATE: "change", DELETE: "delete"}
_NOTHING: dict[str, Any] = {"msg": [], "changed": False, "failed": False}
_DONE = {CREATE: "ordered", UPDATE: "changed", DELETE: "removed"}


# -- what is wrong with a list


def value_problems(connections: Sequence[Row], readable: Container[int]) -> list[str]:
    """Return in sentences what is wrong with the values of connections, and with them together.

    ``readable`` are the places of those whose options are known and of the right types.
    """
    defaults = {name: option["default"] for name, option in connection_options().items() if "default" in option}
    blank = {**dict.fromkeys(connection_options()), **defaults}
    rows = [{**blank, **row} if number in readable else blank for number, row in enumerate(connections)]
    items, wrong = read_items(rows, None)
    wrong = {**conflicts(items, wrong), **wrong}
    return [f"{label_of(number, items[number].spec)}: {wrong[number]}" for number in sorted(wrong) if number in readable]


# -- what will change


def plan_lines(results: Sequence[Row]) -> list[str]:
    """Return the table of what will change and what it costs."""
    changing = [row for row in results if row["changed"]]
    lines = [f"{len(changing)} of {counted(len(results), 'connection')} will change"]
    width = max([4, *(len(row["name"]) for row in results)])
    lines += [f"  {_planned(row, width)}" for row in results if row["changed"] or row["failed"]]
    same = sum(1 for row in results if not row["changed"] and not row["failed"])
    if same:
        lines.append(f"  unchanged: {same}")
    ordered = [row for row in results if row["action"] == CREATE and not row["failed"]]
    prices = [row["price"] for row in ordered if row.get("price")]
    for currency in dict.fromkeys(price["currency"] for price in prices):
        some = [price for price in prices if price["currency"] == currency]
        monthly, once = (sum(price[key] for price in some) for key in ("monthly", "one_off"))
        lines.append(f"In total for {len(some)} new: {monthly:.2f} {currency} a month, {once:.2f} {currency} once")
    if len(ordered) > len(prices):
        lines.append(f"No price can be had for {len(ordered) - len(prices)} of those to be ordered.")
    if ordered:
        lines.append("Charges begin as soon as a connection request is submitted.")
    return lines


def charge(results: Sequence[Row], limit: Row | None = None) -> dict[str, Any]:
    """Return the ``total`` of a month of what is ordered or changed, empty when it cannot be had, and ``problems`` with a limit.

    What is changed and has no price costs what it did.
    """
    ordered = [row for row in results if row["action"] == CREATE and not row["failed"]]
    changed = [row for row in results if row["action"] == UPDATE and not row["failed"] and row.get("price")]
    unpriced = [row["name"] for row in ordered if not row.get("price")]
    prices = [row["price"] for row in [*ordered, *changed] if row.get("price")]
    currencies = {str(price["currency"]) for price in prices}
    total: dict[str, Any] = {}
    if not unpriced and len(currencies) < 2:
        # Nothing costs nothing, in any currency.
        total = {"amount": round(sum(price["monthly"] for price in prices), 2), "currency": next(iter(currencies), "")}
    return {"total": total, "problems": _over(total, unpriced, limit) if limit else []}


def _over(total: Row, unpriced: Sequence[str], limit: Row) -> list[str]:
    most = f"fabric_fleet_max_monthly_charge {limit.get('amount') or 0:.2f} {limit.get('currency') or ''}".rstrip()
    if not total:
        why = f"no price can be had for {', '.join(unpriced)}" if unpriced else "there are prices in several currencies"
        return [f"{most} cannot be kept to, since {why}; order these connections alone, or leave the limit out."]
    if total["amount"] > 0 and limit.get("currency") and total["currency"].upper() != str(limit["currency"]).upper():
        return [f"{most} cannot be compared with prices in {total['currency']}; give the limit in that currency."]
    if total["amount"] > float(limit.get("amount") or 0):
        return [
            f"{most} is below what a month of all that is ordered and changed costs, {total['amount']:.2f} {total['currency']}; "
            "raise the limit, or have the new price approved."
        ]
    return []


def _planned(row: Row, width: int) -> str:
    name, price, after = row["name"].ljust(width), row.get("price"), dig(row, "diff", "after") or {}
    if row["failed"]:
        return f"fails    {name}  {row['msg']}"
    if row["action"] == CREATE:
        origin = ", ".join(f"{key} {value}" for key, value in after["a_side"].items())
        cost = f"{_money(price, 'monthly')} a month, {_money(price, 'one_off')} once" if price else "no price can be had"
        return f"create   {name}  {after['bandwidth']:5d} Mbps  {origin} to {after['z_side']['metro_code']}, {cost}"
    if row["action"] == UPDATE:
        return f"change   {name}{''.join(f'  {item}' for item in differences(row))}" + (
            f", then {_money(price, 'monthly')} a month" if price else ""
        )
    return f"{_WILL[row['action']]}   {name}".rstrip()


def _money(price: Row, key: str) -> str:
    return f"{price[key]:.2f} {price['currency']}"


def differences(row: Row) -> list[str]:
    """Return what a change makes of each option, in words."""
    before, after = dig(row, "diff", "before") or {}, dig(row, "diff", "after") or {}
    return [
        f"{option} {before.get(option, 'not set')} -> {value}" for option, value in after.items() if value != before.get(option)
    ]


# -- what came of it


def told_of(row: Row, *, check: bool) -> dict[str, Any]:
    """Return what came of one connection, as a task tells it: a message, changed and failed."""
    name, action = row["name"], row["action"] if row["changed"] else ""
    uuid = text_at(row, "connection", "uuid")
    what = f"{name}{f' ({uuid})' if uuid else ''}"
    if row["failed"]:
        return {"msg": f"{name}: {row['msg']}", "changed": bool(row["changed"]), "failed": True}
    done = _DONE.get(action, "as it should be")
    if check and action:
        done = f"would be {done}"
    change = f": {', '.join(differences(row))}" if action == UPDATE else ""
    phase = text_at(row, "status", "phase")
    stands = f"; {phase.replace('_', ' ')}" if uuid and phase and action != DELETE else ""
    return {"msg": f"{what}: {done}{change}{stands}", "changed": bool(row["changed"]), "failed": False}


def own_outcome(host: str, worker: str, known: Row | None, left: Container[str]) -> dict[str, Any]:
    """Return what a host tells: what came of its own connection, or which host does that.

    ``known`` are the variables of the host that did the work, None where there are none, ``left`` the hosts that have not failed.
    """
    known = known or {}
    hosts = known.get("fabric_fleet_order") or []
    waiting = f"{worker} sees to the connections of all hosts of this play, once."
    if not known.get("fabric_fleet_done"):
        if worker in left:
            # With strategy free nobody waits for anybody.
            return {"msg": waiting, "changed": False, "failed": False}
        return {
            "msg": _unknown(worker),
            "changed": False,
            "failed": host in hosts,
        }
    if host in hosts:
        return told_of(results_of(known)[hosts.index(host)], check=_is_plan(known))
    if host == worker and not hosts:
        # That something was changed was told by the task that changed it.
        return {**together(results_of(known), check=_is_plan(known)), "changed": False}
    return {"msg": waiting, "changed": False, "failed": False}


def _unknown(worker: str) -> str:
    return f"Nothing is known of this connection, since {worker}, which sees to all of this play, has failed; see there."


def untold(known: Row, told: Mapping[str, Row], later: Container[str], strays: Sequence[Row] = ()) -> dict[str, Any]:
    """Return together what no host has told: of one whose host did not wait for it, and of what is in no list.

    ``told`` is what each host told, ``later`` the hosts of the play that have their turn yet. The message is empty where there
    is nothing.
    """
    if not known.get("fabric_fleet_done"):
        return dict(_NOTHING)
    hosts = known.get("fabric_fleet_order") or []
    rows, check = results_of(known), _is_plan(known)
    if hosts:
        missing = [
            rows[number]
            for number, host in enumerate(hosts)
            if host not in later and text_at(told.get(host), "msg") != told_of(rows[number], check=check)["msg"]
        ]
        found = together(missing, check=check) if missing else dict(_NOTHING)
    else:
        # Who works on a list has told of all of it, but where something has failed.
        found = {**together(rows, check=check), "changed": False}
        found = found if found["failed"] else dict(_NOTHING)
    if not known.get("fabric_fleet_purges"):
        return found
    leaving = any(not row["kept"] for row in strays)
    results = dig(known, "fabric_fleet_purge_plan" if check else "fabric_fleet_purged", "results")
    removed = [told_of(row, check=check) for row in results or [] if leaving]
    refused = unpurged(strays)
    if leaving and results is None:
        failed = sum(1 for row in rows if row["failed"])
        refused.append(f"Nothing that is in no list was removed, since {failed} of the {len(rows)} in the list failed.")
    told_already: list[str] = found["msg"]
    return {
        "msg": [*told_already, *(item["msg"] for item in removed), *refused],
        "changed": found["changed"] or any(item["changed"] for item in removed),
        "failed": found["failed"] or bool(refused) or any(item["failed"] for item in removed),
    }


def together(rows: Sequence[Row], *, check: bool) -> dict[str, Any]:
    """Return what came of several connections; those that failed are told of one by one."""
    told = [told_of(row, check=check) for row in rows]
    failed = [item["msg"] for item in told if item["failed"]]
    changed = [item for item in told if item["changed"]]
    would = "would be " if check else ""
    summary = f"{len(rows)} connection{'' if len(rows) == 1 else 's'}: {len(changed)} {would}changed, {len(failed)} failed"
    return {"msg": failed or [summary], "changed": bool(changed), "failed": bool(failed)}


def results_of(known: Row) -> list[Row]:
    """Return the results of the list: of the work, or of the look before it where none was done."""
    found = dig(known, "fabric_fleet_result", "results")
    if found is None:
        found = dig(known, "fabric_fleet_plan", "results")
    return list(found or [])


def _is_plan(known: Row) -> bool:
    return dig(known, "fabric_fleet_result", "results") is None
