"""Asking other sites whether something is there, so that nobody can make us ask our own network.

An address is resolved once, each of its addresses has to be public, and the connection goes to the one that was
looked at. A redirect is another address, and is looked at as the first one was.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT, LONGEST = 5.0, 8.0
MOST_REDIRECTS = 4
LONGEST_ADDRESS = 2000
REDIRECTS = {301, 302, 303, 307, 308}
# Of servers that do not like to be asked for the headers alone.
ASK_AGAIN = {400, 403, 404, 405, 406, 410, 501}
HEADERS = {"User-Agent": "newsroom-cms link check", "Accept": "*/*", "Connection": "close"}


# All of IPv6 that is given out; what lies outside is of some network of its own, or carries an address of IPv4.
GIVEN_OUT = ipaddress.ip_network("2000::/3")


class NotReached(Exception):
    """The message says why in a few words."""


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Forms of IPv6 that carry an address of IPv4.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        return ip.is_global and ip in GIVEN_OUT
    return ip.is_global and not ip.is_multicast


def look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("its name is not known") from error
    return [str(it[4][0]) for it in found]


@dataclass(frozen=True)
class Reach:
    """How far a request may go."""

    allows: Callable[[str], bool] = is_public
    look_up: Callable[[str, int], list[str]] = look_up
    ports: frozenset[int] = field(default=frozenset({80, 443}))


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was looked at, whatever the name leads to a moment later."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.address, self.context = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), TIMEOUT)
        self.sock = self.context.wrap_socket(plain, server_hostname=self.host) if self.context else plain

    def cut(self) -> None:
        if self.sock:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def status_of(url: str, reach: Reach | None = None) -> int:
    """The status with which the address answers after its redirects. Raises NotReached."""
    reach = reach or Reach()
    for _ in range(MOST_REDIRECTS + 1):
        status, leads_to = ask(url, "HEAD", reach)
        if status in ASK_AGAIN:
            status, leads_to = ask(url, "GET", reach)
        if status not in REDIRECTS or not leads_to:
            return status
        url = urljoin(url, leads_to)
    raise NotReached("it leads on and on")


def ask(url: str, method: str, reach: Reach) -> tuple[int, str]:
    host, port, address, target, is_secure = door(url, reach)
    connection = _Pinned(host, port, address, ssl.create_default_context() if is_secure else None)
    # One that answers a byte at a time never keeps a timeout waiting.
    patience = threading.Timer(LONGEST, connection.cut)
    patience.daemon = True
    patience.start()
    try:
        connection.request(method, target, headers=HEADERS)
        answer = connection.getresponse()
    except ssl.SSLError as error:
        raise NotReached("its certificate is not valid") from error
    except TimeoutError as error:
        raise NotReached("it did not answer in time") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotReached("it did not answer") from error
    else:
        # Nothing of the body is read.
        return answer.status, answer.headers.get("Location") or ""
    finally:
        patience.cancel()
        connection.close()


def door(url: str, reach: Reach) -> tuple[str, int, str, str, bool]:
    """Name, port, one of its addresses, path, and whether it is https."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError) as error:
        raise NotReached("it is no address") from error
    if parts.scheme not in ("http", "https") or not host or parts.username or len(url) > LONGEST_ADDRESS:
        raise NotReached("it is no address of a page")
    if port not in reach.ports:
        raise NotReached(f"port {port} is not looked at")
    addresses = reach.look_up(host, port)
    if not addresses or not all(reach.allows(it) for it in addresses):
        raise NotReached("it does not lie on the public network")
    target = parts.path.replace(" ", "%20") or "/"
    target = "".join(it if it.isascii() else "".join(f"%{byte:02X}" for byte in it.encode()) for it in target)
    query = f"?{parts.query}" if parts.query and parts.query.isascii() else ""
    return host, port, addresses[0], f"{target}{query}", parts.scheme == "https"
