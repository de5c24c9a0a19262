"""A service on loopback that keeps audiences, and drops, delays, doubles, reorders, reformats and refuses.

It keeps members by segment under keys in its own form, and writes down what it can't forgive: a removal of
somebody who never came, the same row with other values, an addition whose consent was withdrawn.
"""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

S = TypeVar("S", bound="Service")

# Each is a way in which a request may end; `lost` are those after which the sender can't know what was done.
LOST = ("drop_after", "double_drop")
FAULTS = ("drop_before", *LOST, "delay", "double", "busy", "down")


class Service:
    """What the service has, and what was asked of it."""

    def __init__(self) -> None:
        self.members: dict[str, dict[str, dict[str, str]]] = {}
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.offences: list[str] = []
        # By the id of a row: what it said first, and how often it was carried out.
        self.rows: dict[str, tuple[str, ...]] = {}
        self.times: Counter[str] = Counter()
        self.ever: set[tuple[str, str]] = set()
        # How often somebody who is there was added with the same values under another id.
        self.again = 0
        # The next faults, then those by chance.
        self.faults: list[str] = []
        self.chance = 0.0
        self.random = random.Random(1)
        self.refused: set[str] = set()
        self.barred: set[str] = set()
        self.status: int | None = None
        self.key = "email"
        # Called before each request is carried out.
        self.before: Callable[[], None] = lambda: None
        self.lock = threading.Lock()

    def fault(self) -> str | None:
        """What goes wrong with this request."""
        if self.faults:
            return self.faults.pop(0)
        return self.random.choice(FAULTS) if self.random.random() < self.chance else None

    def own_form(self, key: str) -> str:
        """How the service writes a key."""
        return key.strip().upper()

    def carry_out(self, body: dict[str, Any]) -> int:
        """Do what a request says; its status."""
        rows = body["members"]
        keys = [self.own_form(row[self.key]) for row in rows]
        if self.refused & set(keys):
            return 422
        segment = self.members.setdefault(body["segment"], {})
        together = list(zip(keys, rows, strict=True))
        self.random.shuffle(together)
        for key, row in together:
            self.times[row["id"]] += 1
            said = (body["action"], body["segment"], key, *(row[name] for name in sorted(row)))
            if self.rows.setdefault(row["id"], said) != said:
                self.offences.append(f"row {row['id']} came again with other values")
            if body["action"] == "add":
                if key in self.barred:
                    self.offences.append(f"{key} was sent without consent")
                self.ever.add((body["segment"], key))
                known = segment.get(key)
                self.again += bool(known and known != row and known | {"id": ""} == row | {"id": ""})
                segment[key] = row
            else:
                if (body["segment"], key) not in self.ever:
                    self.offences.append(f"{key} was removed, whom nobody sent")
                segment.pop(key, None)
        return 200

    def keys(self, segment: str) -> set[str]:
        """Who is there now, in the sender's form."""
        return {key.lower() for key in self.members.get(segment, {})}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        service: Service = self.server.service  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        service.before()
        with service.lock:
            fault = service.fault()
            service.requests.append({**body, "fault": fault, "method": self.command, "path": self.path})
            service.headers.append(dict(self.headers.items()))
            if fault == "drop_before":
                return self._drop()
            if fault in ("busy", "down"):
                return self._say(429 if fault == "busy" else 503)
            if service.status:
                return self._say(service.status)
            status = service.carry_out(body) if "members" in body else 200
            if fault in ("double", "double_drop"):
                service.carry_out(body)
        if fault in LOST:
            return self._drop()
        if fault == "delay":
            time.sleep(0.05)
        return self._say(status)

    def _say(self, status: int) -> None:
        # An answer repeats what it was asked, as many do.
        answer = json.dumps({"error": "no", "headers": dict(self.headers.items())}).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving(given: S | None = None) -> Iterator[tuple[S, str]]:
    """A service, and its address, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    service: Any = given or Service()
    server.service = service  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield service, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
