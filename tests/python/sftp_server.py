"""An SFTP server on loopback that keeps files in a folder, and drops, delays, refuses, fills up and lies.

It holds that nobody but the one expected logs in, and writes down every file that it was asked to remove or
to replace.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "segments", "password-5521-live"
FAULTS = ("drop_login", "drop_write", "drop_rename", "drop_after", "full", "delay", "short")
# Beyond this a faulty upload doesn't go: a part of the file is there.
PART = 10


@dataclass
class SftpServer:
    """Where the files are, what goes wrong next, and what was done."""

    folder: Path
    port: int = 0
    host_key: str = ""
    client_key: str = ""
    # Each connection takes the next of these.
    faults: list[str] = field(default_factory=list)
    # The share of further connections on which something goes wrong.
    chance: float = 0.0
    random: random.Random = field(default_factory=lambda: random.Random(1))
    connections: int = 0
    removed: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    is_barred: bool = False
    has_posix_rename: bool = True
    password: str = PASSWORD

    def said(self, **more: Any) -> dict[str, Any]:
        """What a destination's file says of it."""
        login = {} if "key_env" in more else {"password_env": "SFTP_PASSWORD"}
        place = {"host": "127.0.0.1", "port": self.port, "host_key": self.host_key, "user": USER}
        return {"kind": "sftp", "path": "{segment}.csv", **place, **login, **more}

    def next_fault(self) -> str:
        """What goes wrong on this connection; empty for nothing."""
        if self.faults:
            return self.faults.pop(0)
        return self.random.choice(FAULTS) if self.random.random() < self.chance else ""

    def files(self) -> dict[str, str]:
        """By name, what each file says."""
        return {
            file.name: file.read_text("utf-8") for file in sorted(self.folder.iterdir()) if file.is_file()
        }


class _Login(asyncssh.SSHServer):
    def __init__(self, server: SftpServer) -> None:
        self.server = server
        self.fault = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.server.connections += 1
        self.fault = self.server.next_fault()
        conn.set_extra_info(fault=self.fault)
        if self.fault == "drop_login":
            conn.abort()

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, self.server.password)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        expected = asyncssh.import_private_key(self.server.client_key).public_data
        return username == USER and key.public_data == expected


class _Files(asyncssh.SFTPServer):
    def __init__(self, chan: asyncssh.SSHServerChannel, server: SftpServer) -> None:
        super().__init__(chan, chroot=str(server.folder).encode())
        self.server = server
        self.fault = self.connection.get_extra_info("fault")

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        if self.server.is_barred:
            raise asyncssh.SFTPPermissionDenied("that is /srv/secret/of/others")
        return super().open(path, pflags, attrs)

    async def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        if self.fault == "delay":
            await asyncio.sleep(0.05)
        if self.fault == "full":
            raise asyncssh.SFTPNoSpaceOnFilesystem("full")
        if self.fault in ("short", "drop_write"):
            super().write(file_obj, offset, data[:PART])
            if self.fault == "short":
                return len(data)
            file_obj.flush()
            self.connection.abort()
        return super().write(file_obj, offset, data)

    def remove(self, path: bytes) -> None:
        super().remove(path)
        self.server.removed.append(path.decode().lstrip("/"))

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        self._dropped()
        super().rename(oldpath, newpath)
        self.server.renamed.append(newpath.decode().lstrip("/"))

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        if not self.server.has_posix_rename:
            raise asyncssh.SFTPOpUnsupported("no such request")
        self._dropped()
        super().posix_rename(oldpath, newpath)
        self.server.renamed.append(newpath.decode().lstrip("/"))
        if self.fault == "drop_after":
            self.connection.abort()

    def _dropped(self) -> None:
        if self.fault == "drop_rename":
            self.connection.abort()
            raise asyncssh.SFTPConnectionLost("dropped")


@contextmanager
def sftp_server(folder: Path) -> Iterator[SftpServer]:
    """The server, for as long as the block lasts; its files are in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    key = asyncssh.generate_private_key("ssh-ed25519")
    own = asyncssh.generate_private_key("ssh-ed25519")
    server = SftpServer(folder, client_key=own.export_private_key().decode())
    server.host_key = key.export_public_key().decode().strip()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[key],
            server_factory=lambda: _Login(server),
            sftp_factory=lambda chan: _Files(chan, server),
        )

    async def close() -> None:
        acceptor.close()
        await acceptor.wait_closed()

    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    server.port = acceptor.get_port()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()
