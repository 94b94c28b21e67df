# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Physical connections of Alibaba Cloud: found, accepted, paid, terminated, deleted."""

from __future__ import annotations

import uuid

from .alibaba_parameters import (
    Ask,
    CreatePhysicalConnectionOccupancyOrder,
    DescribePhysicalConnections,
    OnPhysicalConnection,
    RecoverPhysicalConnection,
)
from .alibaba_partner import Partner
from .alibaba_refusals import AlibabaRefusal, not_found
from .alibaba_search import filtered, page
from .alibaba_signatures import Caller
from .alibaba_world import SHARED, Alibaba, Thing, moment
from .world import Row

KEYS = frozenset({"PhysicalConnectionId", "AccessPointId", "Type", "LineOperator", "Spec", "Status", "Name", "ProductType"})
PERIODS = {"Month": 9, "Year": 5}
MONTHLY = {50: 20.0, 200: 60.0, 500: 120.0, 1000: 210.0}  # USD
CANCELABLE = frozenset({"Initial", "Approved", "Allocated", "Confirmed"})
DELETABLE = frozenset({"Allocated", "Confirmed", "Rejected", "Canceled", "Allocation Failed", "Terminated"})


class PhysicalConnections:
    """What can be done with physical connections."""

    def __init__(self, cloud: Alibaba, partner: Partner) -> None:
        self._cloud, self._partner = cloud, partner
        self._settings = cloud.settings

    # -- looking

    def describe(self, caller: Caller, ask: DescribePhysicalConnections) -> Row:
        """DescribePhysicalConnections."""
        rows = filtered(
            (
                physical_connection.row
                for physical_connection in self._cloud.of("physical_connections", caller.account, ask.RegionId)
            ),
            ask,
            KEYS,
        )
        return page(ask, "PhysicalConnectionSet", "PhysicalConnectionType", rows, self._shown)

    def _shown(self, physical_connection: Row) -> Row:
        """Return a physical connection as answers show it, numbers and booleans now as such and now as texts."""
        row = dict(physical_connection)
        odd = int(row["PhysicalConnectionId"][-1]) % 2
        row["VlanId"] = row["VlanId"] if odd else str(row["VlanId"])
        row["HasReservationData"] = False if odd else "false"
        return row

    def service_status(self, caller: Caller, _ask: Ask) -> Row:
        """GetPhysicalConnectionServiceStatus."""
        return {"Enabled": self._cloud.pays_outbound(caller.account)}

    # -- accepting and paying

    def open_service(self, caller: Caller, _ask: Ask) -> Row:
        """OpenPhysicalConnectionService."""
        if self._cloud.pays_outbound(caller.account):
            raise AlibabaRefusal("InvalidOperation.OrderOpened", "The service has been opened.")
        self._cloud.opened.add(caller.account)
        return {}

    def confirm(self, caller: Caller, ask: OnPhysicalConnection) -> Row:
        """ConfirmPhysicalConnection."""
        physical_connection = self._found(caller, ask.RegionId, ask.PhysicalConnectionId, status=400)
        if not self._cloud.pays_outbound(caller.account):
            raise AlibabaRefusal("OperationFailed.PconnTrafficNotEnable", "Billing for outbound data transfer is disabled.")
        if physical_connection.status != "Allocated":
            text = "The specified PhysicalConnectionId is not in Allocated state."
            raise AlibabaRefusal("IncorrectStatus.PhysicalConnection", text)
        self.accept(physical_connection, self._settings.accepting)
        return {}

    def accept(self, physical_connection: Thing, seconds: float) -> None:
        """Have a physical connection accepted; where the partner pays, it is enabled some seconds later."""
        physical_connection.row.update(Status="Confirmed", VpconnStatus="Confirmed", LoaStatus="Complete")
        self._partner.accepted(physical_connection.connection)
        if self.partner_pays(physical_connection):
            self.enable(physical_connection, seconds)

    def partner_pays(self, physical_connection: Thing) -> bool:
        """Tell whether the partner pays for a physical connection."""
        return bool(physical_connection.row["OrderMode"] == "PayByPhysicalConnectionOwner")

    def enable(self, physical_connection: Thing, seconds: float) -> None:
        """Have a confirmed physical connection enabled some seconds later."""

        def act(_moment: float) -> None:
            if physical_connection.status == "Confirmed":
                physical_connection.row.update(Status="Enabled", EnabledTime=moment())
                self._partner.enabled(physical_connection.connection)

        self._cloud.later(seconds, act)

    def pay(self, caller: Caller, ask: CreatePhysicalConnectionOccupancyOrder) -> Row:
        """CreatePhysicalConnectionOccupancyOrder."""
        physical_connection = self._found(caller, ask.RegionId, ask.PhysicalConnectionId)
        _check_order(ask)
        if self.partner_pays(physical_connection):
            raise AlibabaRefusal("Forbidden.NotAllowedInState", "The owner of the physical connection pays for it.")
        if physical_connection.status != "Confirmed":
            text = "The specified PhysicalConnectionId is not in Confirmed state."
            raise AlibabaRefusal("IncorrectStatus.PhysicalConnection", text)
        if physical_connection.paid and not self._settings.pays_twice:
            raise AlibabaRefusal("INSTANCE.STATUS.NOT.ALLOW", "The instance has an order already.")
        order = str(uuid.uuid4().int)[:15]
        period = ask.Period or 1
        if ask.AutoPay:
            if self._cloud.balance[physical_connection.account] < _price(physical_connection, period, ask.PricingCycle):
                raise AlibabaRefusal("PAY.INSUFFICIENT_BALANCE", "Your account does not have enough balance.")
            self.charge(physical_connection, order, period, ask.PricingCycle, auto_renew=ask.AutoRenew)
            self.enable(physical_connection, self._settings.accepting)
        return {"Data": {"OrderId": order}}

    def charge(
        self, physical_connection: Thing, order: str = "", period: int = 1, cycle: str = "Month", *, auto_renew: bool = False
    ) -> None:
        """Take the money for a physical connection, whether it is there or not."""
        amount = _price(physical_connection, period, cycle)
        self._cloud.balance[physical_connection.account] -= amount
        physical_connection.paid = True
        self._cloud.payments.append(
            {
                "account": physical_connection.account,
                "physical_connection": physical_connection.row["PhysicalConnectionId"],
                "order": order,
                "period": period,
                "cycle": cycle,
                "auto_renew": auto_renew,
                "amount": amount,
            }
        )

    # -- removing

    def terminate(self, caller: Caller, ask: OnPhysicalConnection) -> Row:
        """TerminatePhysicalConnection."""
        physical_connection = self._found(caller, ask.RegionId, ask.PhysicalConnectionId)
        self._refuse_routers(physical_connection)
        _refuse_unless(physical_connection, frozenset({"Enabled"}))
        self._cloud.becomes(physical_connection, self._settings.terminating, "Terminating", "Terminated")
        if self._settings.gone_when_terminated:
            self._partner.gone(physical_connection.connection)
        return {}

    def recover(self, caller: Caller, ask: RecoverPhysicalConnection) -> Row:
        """RecoverPhysicalConnection; its router is there no more, so there is nothing else to bring back."""
        physical_connection = self._found(caller, ask.RegionId, ask.InstanceId)
        _refuse_unless(
            physical_connection, frozenset({"Terminated"}) if physical_connection.row["ProductType"] == SHARED else frozenset()
        )
        if not ask.DryRun:
            physical_connection.row["Status"] = "Enabled"
        return {}

    def cancel(self, caller: Caller, ask: OnPhysicalConnection) -> Row:
        """CancelPhysicalConnection."""
        physical_connection = self._found(caller, ask.RegionId, ask.PhysicalConnectionId)
        _refuse_unless(physical_connection, frozenset() if physical_connection.paid else CANCELABLE)
        physical_connection.row["Status"] = "Canceled"
        return {}

    def delete(self, caller: Caller, ask: OnPhysicalConnection) -> Row:
        """DeletePhysicalConnection."""
        physical_connection = self._found(caller, ask.RegionId, ask.PhysicalConnectionId)
        self._refuse_routers(physical_connection)
        in_use = physical_connection.paid and (physical_connection.status == "Confirmed" or not self._settings.deletes_paid)
        _refuse_unless(
            physical_connection, frozenset() if in_use or physical_connection.row["VpconnStatus"] == "Deleted" else DELETABLE
        )
        physical_connection.row["VpconnStatus"] = "Deleted"
        self._cloud.vanishes("physical_connections", ask.PhysicalConnectionId, self._settings.settling)
        self._partner.gone(physical_connection.connection)
        return {}

    # -- checks

    def _found(self, caller: Caller, region: str, identity: str, status: int = 404) -> Thing:
        refusal = not_found("PhysicalConnectionId", status)
        return self._cloud.find("physical_connections", identity, caller.account, region, refusal)

    def _refuse_routers(self, physical_connection: Thing) -> None:
        identity = physical_connection.row["PhysicalConnectionId"]
        if any(router.row["PhysicalConnectionId"] == identity for router in self._cloud.things["routers"].values()):
            raise AlibabaRefusal("Forbidden.VBRExists", "There are virtual border routers on the physical connection.")


def _price(physical_connection: Thing, period: int, cycle: str) -> float:
    """Return what a physical connection costs."""
    return MONTHLY[physical_connection.row["Bandwidth"]] * period * (12 if cycle == "Year" else 1)


def _refuse_unless(physical_connection: Thing, states: frozenset[str]) -> None:
    if physical_connection.status not in states:
        text = f"The operation is not allowed while the physical connection is {physical_connection.status}."
        raise AlibabaRefusal("Forbidden.NotAllowedInState", text)


def _check_order(ask: CreatePhysicalConnectionOccupancyOrder) -> None:
    def refusal(name: str) -> AlibabaRefusal:
        return AlibabaRefusal(f"InvalidPhysicalConnection{name}.Malformed", f"The specified {name} is not valid.")

    if ask.InstanceChargeType != "PrePaid":
        raise refusal("ChargeType")
    if ask.PricingCycle not in PERIODS:
        raise refusal("PricingCycle")
    if ask.Period is None or not 1 <= ask.Period <= PERIODS[ask.PricingCycle]:
        raise refusal("Period")
