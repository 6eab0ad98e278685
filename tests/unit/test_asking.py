"""Whose word on a client's address is believed."""

import pytest

from cybernorms.web.asking import client_address, parse_proxies


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "client"),
    [
        ("192.0.2.1", None, "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", "10.0.0.1", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "10.0.0.1", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "10.0.0.1, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.1,10.0.0.2", "10.0.0.2"),
        ("::ffff:10.0.0.1", "198.51.100.7", "10.0.0.1", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1", "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_name_the_client(
    peer: str, forwarded: str | None, trusted: str, client: str
) -> None:
    environ = {"REMOTE_ADDR": peer}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    assert client_address(environ, parse_proxies(trusted)) == client
