"""Which addresses may be called: public ones, at the ports of the web, and what the operator adds.

A name is judged by what it resolves to at the moment of the connection, and the connection goes
to the very address that was judged; so neither another look-up nor another spelling of a number
leads elsewhere.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from cybernorms.errors import InputError, RefusedAddressError
from cybernorms.settings import Settings

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

Place = tuple[socket.AddressFamily, str]
"""A family of addresses, and an address of it."""

_SCHEMES: Final = {"http": 80, "https": 443}
_LONGEST: Final = 2000
_UNWRITABLE: Final = frozenset('\x7f<>"{}|\\^`')
_EMBEDDING: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""NAT64 (RFC 6052): the last 32 bits are an address of IPv4."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Networks that may be called at any port though they are not public, and ports of the rest."""

    networks: tuple[_Network, ...] = ()
    ports: frozenset[int] = frozenset(_SCHEMES.values())

    @classmethod
    def of(cls, settings: Settings) -> "Allowance":
        """Read the settings outbound_networks and outbound_ports.

        Raises InputError for what is no network or no port.
        """
        try:
            networks = tuple(map(ipaddress.ip_network, _parts(settings.outbound_networks)))
            ports = frozenset(map(int, _parts(settings.outbound_ports)))
        except ValueError as error:
            raise InputError(f"outbound_networks or outbound_ports: {error}") from None
        return cls(networks, ports)

    def allows(self, address: str, port: int) -> bool:
        """Tell whether an address, as a socket has it, may be called at a port."""
        found = _plain(ipaddress.ip_address(address.partition("%")[0]))
        if any(found in network for network in self.networks):
            return True
        return port in self.ports and found.is_global and not found.is_multicast

    def resolve(self, host: str, port: int) -> list[Place]:
        """Look a host up; all that it resolves to must be allowed.

        Raises RefusedAddressError if any is not, and OSError when nothing is found.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places: list[Place] = [(family, str(where[0])) for family, _, _, _, where in found]
        for _, address in places:
            if not self.allows(address, port):
                raise RefusedAddressError(
                    f"{host}, port {port}: this is no public address of the web, or no port that "
                    "may be called; the operator can allow networks by outbound_networks and "
                    "ports by outbound_ports"
                )
        return places


def check_url(url: str) -> SplitResult:
    """Take a URL of http or https apart.

    Raises RefusedAddressError for another scheme, for user names and passwords, and for what has
    no host or is no URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedAddressError(f"{url[:_LONGEST]!r} is no URL: {error}") from None
    if parts.scheme not in _SCHEMES or not parts.hostname or len(url) > _LONGEST or port == 0:
        raise RefusedAddressError(
            f"{url[:200]!r}: give a URL that begins with http:// or https:// and a host, "
            f"of {_LONGEST} characters at most"
        )
    if parts.username is not None or parts.password is not None:
        raise RefusedAddressError("the URL has a user name or password; give it without")
    if "%" in parts.hostname:
        raise RefusedAddressError("the URL has a host with %; give its name or address plainly")
    if any(char <= " " or char in _UNWRITABLE for char in url):
        raise RefusedAddressError(
            "the URL has blanks, control characters or some that no IRI has; percent-encode them"
        )
    return parts


def _plain(address: _Address) -> _Address:
    """Give the address of IPv4 that one of IPv6 stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address.teredo:
            return address.teredo[1]
        if address in _EMBEDDING:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _parts(setting: str) -> list[str]:
    return [part.strip() for part in setting.split(",") if part.strip()]
