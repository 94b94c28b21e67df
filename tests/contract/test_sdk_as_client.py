# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Equinix's SDK, used as a client of the simulator: what it lists, orders, changes and removes parses with its models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from equinix.services.fabricv4 import models
from equinix.services.fabricv4.api.cloud_routers_api import CloudRoutersApi
from equinix.services.fabricv4.api.connections_api import ConnectionsApi
from equinix.services.fabricv4.api.health_api import HealthApi
from equinix.services.fabricv4.api.metros_api import MetrosApi
from equinix.services.fabricv4.api.ports_api import PortsApi
from equinix.services.fabricv4.api.prices_api import PricesApi
from equinix.services.fabricv4.api.service_profiles_api import ServiceProfilesApi
from equinix.services.fabricv4.api.service_tokens_api import ServiceTokensApi
from equinix.services.fabricv4.api_client import ApiClient
from equinix.services.fabricv4.configuration import Configuration
from equinix.services.fabricv4.exceptions import ApiException
from equinix.services.fabricv4.models.cloud_router_search_request import CloudRouterSearchRequest
from equinix.services.fabricv4.models.connection_change_operation import ConnectionChangeOperation
from equinix.services.fabricv4.models.connection_post_request import ConnectionPostRequest
from equinix.services.fabricv4.models.filter_body import FilterBody
from equinix.services.fabricv4.models.search_request import SearchRequest
from equinix.services.fabricv4.models.service_profile_access_point_type import ServiceProfileAccessPointType
from equinix.services.fabricv4.models.service_token_search_request import ServiceTokenSearchRequest
from equinix.services.fabricv4.models.validate_request import ValidateRequest

from extensions.simulator import seed
from extensions.simulator.middleware import TOKEN
from extensions.simulator.server import Simulator
from tests.contract.orders import A_SIDES, PORT, order
from tests.contract.sdk import close_models, unknown_keys

close_models(models.__name__)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator without delays, with a small fleet to page through."""
    with Simulator(fleet=45, provisioning=0, deprovisioning=0, changing=0) as running:
        yield running


@pytest.fixture
def client(simulator: Simulator) -> ApiClient:
    """The SDK, logged in."""
    return ApiClient(Configuration(host=simulator.url, access_token=TOKEN))


@pytest.mark.parametrize("origin", A_SIDES)
def test_life_of_a_connection(origin: str, client: ApiClient) -> None:
    api = ConnectionsApi(client)
    spec = ConnectionPostRequest.from_dict(order(origin))
    assert spec is not None
    checked = api.create_connection(spec, dry_run=True)
    assert checked.uuid is None

    created = api.create_connection(spec)
    assert created.uuid and created.state is None
    seen = api.get_connection_by_uuid(created.uuid)
    assert list(unknown_keys(seen)) == []
    assert (seen.state, seen.operation.equinix_status, seen.operation.provider_status) == (
        "PENDING",
        "PROVISIONED",
        "PENDING_APPROVAL",
    )
    removed = api.delete_connection_by_uuid(created.uuid)
    assert removed.uuid == created.uuid
    assert api.get_connection_by_uuid(created.uuid).state == "DEPROVISIONED"


def test_search_pages_and_operators(client: ApiClient) -> None:
    api = ConnectionsApi(client)
    names: list[str] = []
    for offset in (0, 20, 40):
        page = {"offset": offset, "limit": 20}
        wanted = SearchRequest.from_dict({"pagination": page, "sort": [{"property": "/name", "direction": "ASC"}]})
        answer = api.search_connections(wanted)
        assert list(unknown_keys(answer)) == []
        names += [row.name for row in answer.data]
    assert names == [f"fleet-{number:05}" for number in range(45)]

    def found(*conditions: dict[str, Any]) -> int:
        return int(api.search_connections(SearchRequest.from_dict({"filter": {"and": list(conditions)}})).pagination.total)

    def condition(name: str, operator: str, *values: str) -> dict[str, Any]:
        return {"property": name, "operator": operator, "values": list(values)}

    assert found(condition("/name", "=", "fleet-00003")) == 1
    assert found(condition("/name", "IN", "fleet-00003", "fleet-00004", "nope")) == 2
    assert found(condition("/name", "LIKE", "%4")) == 5
    assert found(condition("/name", "!=", "fleet-00003")) == 44
    assert found(condition("/bandwidth", ">", "49"), condition("/bandwidth", "<=", "50")) == 45
    assert found(condition("/bandwidth", "BETWEEN", "51", "100")) == 0
    assert found({"property": "/geoScope", "operator": "IS NULL"}) == 45
    either = {"or": [condition("/name", "=", "fleet-00001"), condition("/name", "=", "fleet-00002")]}
    assert found(either, condition("/state", "=", "PENDING")) == 2


def test_patch_moves_the_vlan(client: ApiClient, simulator: Simulator) -> None:
    api = ConnectionsApi(client)
    uuid = api.create_connection(ConnectionPostRequest.from_dict(order())).uuid
    change = ConnectionChangeOperation(op="replace", path="/aSide/accessPoint/linkProtocols", value={"vlanTag": 1005})
    answer = api.update_connection_by_uuid(uuid, [change])
    assert answer.change.type == "CONNECTION_UPDATE"
    seen = api.get_connection_by_uuid(uuid)
    assert seen.a_side.access_point.link_protocol.vlan_tag == 1005
    assert [row.get("vlanTag") for row in simulator.world.vlans(PORT)] == [100, 1005]


def test_scalar_patches_that_the_sdk_cannot_write(client: ApiClient, simulator: Simulator) -> None:
    api = ConnectionsApi(client)
    uuid = api.create_connection(ConnectionPostRequest.from_dict(order())).uuid
    operations = [
        {"op": "replace", "path": "/name", "value": "renamed"},
        {"op": "replace", "path": "/bandwidth", "value": 500},
        {"op": "replace", "path": "/order/termLength", "value": 12},
        {"op": "replace", "path": "/notifications", "value": [{"type": "ALL", "emails": ["a@example.com"]}]},
    ]
    answer = requests.patch(
        f"{simulator.url}/fabric/v4/connections/{uuid}",
        json=operations,
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json-patch+json"},
        timeout=5,
    )
    assert answer.status_code == 202, answer.text
    seen = api.get_connection_by_uuid(uuid)
    assert (seen.name, seen.bandwidth, seen.order.term_length) == ("renamed", 500, 12)
    assert seen.notifications[0].emails == ["a@example.com"]
    assert seen.change.status == "COMPLETED"


def test_assets(client: ApiClient) -> None:
    ports = PortsApi(client).get_ports(name="FR-PRI-DOT1Q")
    assert [port.uuid for port in ports.data] == [PORT] and list(unknown_keys(ports)) == []
    taken = PortsApi(client).get_vlans(PORT)
    assert [row.vlan_tag for row in taken.data] == [100] and list(unknown_keys(taken)) == []
    port = PortsApi(client).get_port_by_uuid(PORT)
    assert port.encapsulation.type == "DOT1Q"

    tokens = ServiceTokensApi(client).get_service_tokens(offset=1, limit=2)
    assert len(tokens.data) == 2 and tokens.pagination.total == 5 and list(unknown_keys(tokens)) == []
    wanted = {"filter": {"and": [{"property": "/state", "operator": "=", "values": ["ACTIVE"]}]}}
    found = ServiceTokensApi(client).search_service_tokens(ServiceTokenSearchRequest.from_dict(wanted))
    assert [token.name for token in found.data] == ["redeemed-token"]
    assert ServiceTokensApi(client).get_service_token_by_uuid(seed.uid("small-token")).connection.bandwidth_limit == 50

    by_name = {"filter": {"and": [{"property": "/name", "operator": "=", "values": ["twin-router"]}]}}
    routers = CloudRoutersApi(client).search_cloud_routers(CloudRouterSearchRequest.from_dict(by_name))
    assert len(routers.data) == 2 and list(unknown_keys(routers)) == []
    assert CloudRoutersApi(client).get_cloud_router_by_uuid(seed.uid("fra-router")).state == "PROVISIONED"

    assert MetrosApi(client).get_metro_by_code("FR").name == "Frankfurt"
    assert len(MetrosApi(client).get_metros(limit=3).data) == 3
    assert HealthApi(client).get_status().state == "HEALTHY"


def test_service_profiles(client: ApiClient) -> None:
    api = ServiceProfilesApi(client)
    profile = api.get_service_profile_by_uuid(seed.ALIBABA)
    assert list(unknown_keys(profile)) == [] == list(unknown_keys(api.get_service_profiles()))
    assert profile.metros[0].seller_regions == {"cn-hongkong": "China (Hong Kong)"}
    # Each entry fits one schema: that of a device has what only the other one, which is open, has room for.
    assert [entry.actual_instance.type for entry in profile.access_point_type_configs] == ["COLO", "VD"]


def test_an_entry_of_a_device_alone_fits_both_schemas() -> None:
    with pytest.raises(ValueError, match="Multiple matches"):
        ServiceProfileAccessPointType.from_dict({"type": "VD", "supportedBandwidths": [50]})


def test_validate_and_prices(client: ApiClient) -> None:
    def condition(name: str, value: str) -> dict[str, Any]:
        return {"property": name, "operator": "=", "values": [value]}

    key = [
        condition("/zSide/accessPoint/authenticationKey", "5123456789012345"),
        condition("/zSide/accessPoint/profile/uuid", seed.ALIBABA),
        condition("/zSide/accessPoint/sellerRegion", "eu-central-1"),
    ]
    valid = ConnectionsApi(client).validate_connections(ValidateRequest.from_dict({"filter": {"and": key}}))
    assert valid.additional_info[0].value == "Authorization key provided is valid"
    vlan = [
        condition("/aSide/accessPoint/port/uuid", PORT),
        condition("/aSide/accessPoint/linkProtocol/vlanTag", "100"),
    ]
    with pytest.raises(ApiException) as refused:
        ConnectionsApi(client).validate_connections(ValidateRequest.from_dict({"filter": {"and": vlan}}))
    assert refused.value.status == 400 and "EQ-2041022" in refused.value.body

    shape = [
        condition("/type", "VIRTUAL_CONNECTION_PRODUCT"),
        condition("/connection/type", "EVPL_VC"),
        {"property": "/connection/bandwidth", "operator": "IN", "values": ["50", "200", "300"]},
        condition("/connection/aSide/accessPoint/type", "COLO"),
        condition("/connection/aSide/accessPoint/location/metroCode", "FR"),
        condition("/connection/zSide/accessPoint/type", "SP"),
        condition("/connection/zSide/accessPoint/location/metroCode", "FR"),
        condition("/connection/zSide/accessPoint/profile/uuid", seed.ALIBABA),
    ]
    prices = PricesApi(client).search_prices(FilterBody.from_dict({"filter": {"and": shape}}))
    assert [(row.connection.bandwidth, row.charges[0].price) for row in prices.data] == [(50, 60.0), (200, 100.0)]
    assert list(unknown_keys(prices)) == []
