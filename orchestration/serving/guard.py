"""Passes on only requests that Dagster's own page makes, because Dagster itself authenticates nobody.

Any page in a browser can send requests to every address that the browser's machine reaches. Such a request
has the foreign page's origin, or a foreign host if the attacker's name resolves to this machine.
"""

import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ADDRESS = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]+))?")
ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<address>.+)")
PORTS = {"http": "80", "https": "443"}

READS = ("GET", "HEAD")

# Headers that keep other pages from showing this one in a frame, or loading it as a script or image.
HEADERS = [(b"x-frame-options", b"SAMEORIGIN"), (b"cross-origin-resource-policy", b"same-origin")]

# The close code of web sockets for a request that violates a policy.
POLICY_VIOLATION = 1008


class Guard:
    """An ASGI application that guards another one, including its web sockets."""

    def __init__(self, app: App, names: Collection[str]):
        """`names` are the hosts by which the page may be requested, without a port."""
        self._app = app
        self._names = {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it with a sentence."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _framed(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refusal[1]})
        else:
            await _refuse(send, *refusal)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Returns the status and sentence with which the request is refused, or None if it is allowed."""
        method = scope.get("method", "")
        host = _only(scope, b"host")
        address = ADDRESS.fullmatch(host.lower()) if host else None
        if address is None or address["name"] not in self._names:
            return 421, "This page isn't served under that name: add it with `segments serve --allow-host`."
        if not _is_own_origin(scope, address):
            return 403, "Another page can't request this one."
        if method in READS and scope["path"].startswith("/graphql") and not _accepts(scope, "text/html"):
            return 405, "GET doesn't query or change anything: send GraphQL by POST."
        if method == "POST" and not _says(scope, b"content-type", "application/json"):
            return 415, "Send application/json."
        if method not in (*READS, "POST", ""):
            return 405, f"{method} does nothing here."
        return None


def _is_own_origin(scope: Scope, address: re.Match[str]) -> bool:
    """Returns whether no other page sent the request. Following a link to read a page is harmless."""
    site = _only(scope, b"sec-fetch-site")
    is_followed = scope.get("method") in READS and _only(scope, b"sec-fetch-mode") == "navigate"
    if site not in (None, "same-origin", "none") and not is_followed:
        return False
    said = _all(scope, b"origin")
    return not said or (len(said) == 1 and _is_same(said[0].lower(), address))


def _is_same(said: str, address: re.Match[str]) -> bool:
    origin = ORIGIN.fullmatch(said)
    place = ADDRESS.fullmatch(origin["address"]) if origin else None
    if origin is None or place is None:
        return False
    # Behind a login with TLS, only the browser knows the scheme.
    default = PORTS[origin["scheme"]]
    return (place["name"], place["port"] or default) == (address["name"], address["port"] or default)


def _all(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _only(scope: Scope, name: bytes) -> str | None:
    """Returns the header's value, or '' if it is repeated, which no browser does."""
    values = _all(scope, name)
    return None if not values else values[0] if len(values) == 1 else ""


def _says(scope: Scope, name: bytes, value: str) -> bool:
    return any(said.partition(";")[0].strip().lower() == value for said in _all(scope, name))


def _accepts(scope: Scope, kind: str) -> bool:
    # Dagster uses the same test to choose between its playground and answering a query in the URL.
    return any(kind in said for said in _all(scope, b"accept")[:1])


def _framed(send: Send) -> Send:
    async def framed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return framed


async def _refuse(send: Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *HEADERS]})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})
