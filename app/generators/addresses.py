"""Where the program may fetch from: https and public addresses, or a host the person typed."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from app.domain.wording import N_
from app.generators.login import host_of

#: Local proxies in "fake address" mode answer every name from this block (RFC 2544); nothing else lives there.
_PROXY_BLOCK = ipaddress.ip_network("198.18.0.0/15")


def is_loopback(host: str) -> bool:
    """True for this machine's own names and addresses."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """True for an address of the open internet."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None:
        parsed = mapped
    if parsed.version == 4 and parsed in _PROXY_BLOCK:
        return True
    return parsed.is_global and not parsed.is_multicast


async def problem_with(url: str, own: Collection[tuple[str, int]]) -> tuple[str, str]:
    """Why `url` may not be fetched ("" when it may), and the checked address to connect to ("" for own hosts).

    Connecting to the checked address, not to the name again, closes the gap between check and use.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return N_("the address cannot be read"), ""
    host, port = host_of(url)
    if not host or parts.scheme not in ("http", "https"):
        return N_("the address is not a web address"), ""
    if (host, port) in own:
        return "", ""
    if parts.scheme != "https":
        return N_("the address is not encrypted"), ""
    addresses = await _resolve(host, port)
    if addresses is None:
        return "", ""
    if not addresses or not all(is_public(address) for address in addresses):
        return N_("the address lies inside a private network"), ""
    return "", addresses[0]


async def _resolve(host: str, port: int) -> list[str] | None:
    """Addresses of a name, IPv4 first; None when it cannot be resolved now (the connection then fails)."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return None
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(entry[4][0]) for entry in ordered))
