"""The site sends only to https addresses of the public internet, whatever a browser claims."""

import pytest

from forum.push import addresses, delivery
from forum.push.addresses import ForbiddenAddress
from forum.push.models import PushSubscription
from tests.forum.push.push_service import Browser


@pytest.fixture(autouse=True)
def _only_public_addresses(settings) -> None:
    settings.PUSH_TO_PRIVATE_ADDRESSES = False


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QGu?x=1",
        "https://wns2-par02p.notify.windows.com:443/w/?token=BQ%3d%3d",
    ],
)
def test_the_services_of_browsers_are_allowed(endpoint):
    assert addresses.is_allowed_endpoint(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "push.example.org",
        "http://push.example.org/",
        "ftp://push.example.org/",
        "file:///etc/passwd",
        "https://localhost/",
        "https://redis/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.0x1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://push.example.org:6379/",
        "https://push.example.org:99999/",
        "https://user:password@push.example.org/",
        "https://push.example.org/ HTTP/1.1",
        "https://push.example.org/\r\nHost: x",
        "https://püsh.example.org/",
        "https://push..example.org/",
        "https://push.example.org/" + "x" * 1000,
    ],
)
def test_other_addresses_are_refused_before_anything_is_asked(endpoint):
    assert not addresses.is_allowed_endpoint(endpoint)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:7f00:1::", "2001::1"),
    ],
)
def test_an_address_inside_a_network_is_not_public(address):
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.74.10", "2a00:1450:4001:80e::200a"])
def test_an_address_of_the_internet_is_public(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_name_that_leads_inside_gets_no_connection(host, service):
    port = service.server.server_address[1]
    with pytest.raises(ForbiddenAddress):
        addresses.checked_address(host, port)
    fields = Browser(service, "x").fields
    with pytest.raises(OSError, match="not allowed"):
        delivery.post(PushSubscription(**fields), b"{}")
    with pytest.raises(ForbiddenAddress):
        delivery._CheckedConnection(host, port).connect()
    assert service.received == []
