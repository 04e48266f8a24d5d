import pytest
from django.test import RequestFactory

from roastlive.lib.addresses import address_of, household_of

PROXY = "10.0.0.1"


def request(peer, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


def scope(peer, *forwarded):
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    return {"type": "websocket", "client": (peer, 1234), "headers": headers}


def test_without_proxies_the_header_is_ignored(settings):
    settings.TRUSTED_PROXIES = 0
    assert address_of(request("203.0.113.9", "1.2.3.4")) == "203.0.113.9"
    assert address_of(scope("203.0.113.9", "1.2.3.4")) == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 2.2.2.2, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "1.1.1.1, not an address", PROXY),
        (1, "1.1.1.1, ", PROXY),
        (1, "", PROXY),
        (1, "1.1.1.1, 127.1", PROXY),
        (1, "1.1.1.1, <script>", PROXY),
    ],
)
def test_what_a_client_writes_before_our_proxies_is_never_believed(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    assert address_of(request(PROXY, forwarded)) == expected
    assert address_of(scope(PROXY, forwarded)) == expected


def test_a_second_header_line_counts_as_the_end_of_the_first(settings):
    settings.TRUSTED_PROXIES = 1
    assert address_of(scope(PROXY, "1.1.1.1", "203.0.113.9")) == "203.0.113.9"


@pytest.mark.parametrize("peer", ["", None])
def test_a_request_through_a_unix_socket_has_no_address_of_its_own(settings, peer):
    settings.TRUSTED_PROXIES = 0
    assert address_of(request(peer)) == ""
    assert address_of({"type": "websocket", "headers": []}) == ""


def test_limits_count_an_ipv6_customer_once(settings):
    settings.TRUSTED_PROXIES = 0
    homes = {household_of(request(f"2001:db8:1:2::{n}")) for n in range(1, 9)}
    assert homes == {"2001:db8:1:2::/64"}
    assert household_of(request("2001:db8:1:3::1")) not in homes
    assert household_of(request("203.0.113.9")) == "203.0.113.9"
    assert household_of(request("::ffff:203.0.113.9")) == "203.0.113.9"
