"""Puts files on an SFTP server: written aside and renamed, so that each stands there whole or not at all.

A server's own words may repeat names and paths of others: none of them is passed on.
"""

import asyncio
import contextlib
import logging
import os
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from orchestration.delivery import carriers
from orchestration.delivery.batches import AwayError, UnauthorizedError
from orchestration.delivery.destinations import Destination
from orchestration.delivery.placing import Due, File
from orchestration.project.errors import RefusedError

if TYPE_CHECKING:
    import asyncssh

T = TypeVar("T")

# It writes hosts, users and paths.
logging.getLogger("asyncssh").setLevel(logging.CRITICAL + 1)

# Seconds for a connection, and for each answer.
CONNECT_SECONDS, ANSWER_SECONDS = 30, 60
BLOCK = 256 * 1024  # bytes
# The ending of what isn't whole yet.
ASIDE = ".new"


class Server:
    """A destination's server. Raises RefusedError for a variable that isn't set or holds no private key."""

    def __init__(self, destination: Destination) -> None:
        carriers.hold_to_environment(destination)
        self.destination = destination
        self.login = _login(destination)
        self.host_key = _host_key(destination)

    def refuse_taken(self, paths: Sequence[str]) -> None:
        """Raise RefusedError if a file that isn't ours stands at one of these paths; it stays as it is."""

        async def look(sftp: "asyncssh.SFTPClient") -> None:
            for path in paths:
                if await _answer(sftp.exists(path)):
                    raise RefusedError(
                        f"{self.destination.file}: path: on the server stands a file {path} that isn't from"
                        " here; move it away, or write another path."
                    )

        if paths:
            self._try(look)

    def carry_out(self, due: Due) -> None:
        """Place files and remove former ones; what was done is noted in `due`.

        Raises AwayError where the rest may go well later, and UnauthorizedError where the server refuses it.
        """

        async def work(sftp: "asyncssh.SFTPClient") -> None:
            for file in due.files:
                if file.path not in due.placed:
                    await _place(sftp, file, self.destination.name)
                    due.placed.add(file.path)
            for path in due.former:
                with contextlib.suppress(*_absent()):
                    await _answer(sftp.remove(path))
                due.removed.add(path)

        if due.files or due.former:
            self._try(work)

    def _try(self, work: "Callable[[asyncssh.SFTPClient], Awaitable[None]]") -> None:
        """Do it over a connection, as often as the limits say."""
        # Imported here: only this kind of destination needs it.
        import asyncssh

        name, attempts = self.destination.name, self.destination.limits.attempts
        for attempt in range(attempts):
            if attempt:
                time.sleep(min(carriers.FIRST_WAIT * 2 ** (attempt - 1), carriers.LONGEST_WAIT))
            try:
                asyncio.run(self._with_connection(work))
                return
            except asyncssh.HostKeyNotVerifiable:
                raise UnauthorizedError(
                    f"{name}: the server doesn't have the host_key of {self.destination.file}, so nothing was"
                    " sent; ask its owner for the key before you change the file."
                ) from None
            except asyncssh.PermissionDenied:
                raise UnauthorizedError(
                    f"{name}: the server refuses the login; check the user and the variable that"
                    f" {self.destination.file} names."
                ) from None
            except (asyncssh.SFTPPermissionDenied, asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                raise UnauthorizedError(
                    f"{name}: the server has no such folder as the path in {self.destination.file} says, or"
                    " doesn't let its user write there."
                ) from None
            except (asyncssh.Error, OSError):
                # Away, busy or full: the next attempt begins with what is missing.
                continue
        raise AwayError(f"{name}: the server didn't take it, after {attempts} attempts.")

    async def _with_connection(self, work: "Callable[[asyncssh.SFTPClient], Awaitable[None]]") -> None:
        import asyncssh

        settings = self.destination.settings
        async with (
            # Of this machine it reads nothing: no known hosts, keys, agent or configuration.
            asyncssh.connect(
                settings["host"],
                settings.get("port", 22),
                username=settings["user"],
                known_hosts=([self.host_key], [], []),
                config=None,
                agent_path=None,
                connect_timeout=CONNECT_SECONDS,
                login_timeout=CONNECT_SECONDS,
                keepalive_interval=CONNECT_SECONDS,
                **self.login,
            ) as connection,
            connection.start_sftp_client() as sftp,
        ):
            await work(sftp)


async def _place(sftp: "asyncssh.SFTPClient", file: File, destination: str) -> None:
    """Write a file beside its path, hold that all of it is there, and give it its name."""
    import asyncssh

    folder, slash, name = file.path.rpartition("/")
    beginning = f".{name}.{destination}."
    await _remove_left(sftp, f"{folder}{slash}", beginning)
    # Another name each time: of a process that was killed, a server may still write what it had received.
    aside = f"{folder}{slash}{beginning}{uuid.uuid4().hex}{ASIDE}"
    size = file.content.seek(0, os.SEEK_END)
    file.content.seek(0)
    try:
        async with sftp.open(aside, "wb") as written:
            while block := file.content.read(BLOCK):
                await _answer(written.write(block))
        if (await _answer(sftp.stat(aside))).size != size:
            raise asyncssh.SFTPFailure("a part of it is missing")
        try:
            await _answer(sftp.posix_rename(aside, file.path))
        except asyncssh.SFTPOpUnsupported:
            # Between the two there is no file for a moment, but never a part of one.
            with contextlib.suppress(*_absent()):
                await _answer(sftp.remove(file.path))
            await _answer(sftp.rename(aside, file.path))
    except BaseException:
        with contextlib.suppress(asyncssh.Error, OSError):
            await _answer(sftp.remove(aside))
        raise


async def _remove_left(sftp: "asyncssh.SFTPClient", folder: str, beginning: str) -> None:
    """Remove what interrupted deliveries wrote aside, as far as the server lets its user see it."""
    import asyncssh

    with contextlib.suppress(asyncssh.SFTPError):
        for name in await _answer(sftp.listdir(folder or ".")):
            if name.startswith(beginning) and name.endswith(ASIDE):
                await _answer(sftp.remove(f"{folder}{name}"))


async def _answer(asked: Awaitable[T]) -> T:
    return await asyncio.wait_for(asked, ANSWER_SECONDS)


def _absent() -> tuple[type[Exception], ...]:
    import asyncssh

    return asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath


def _host_key(destination: Destination) -> "asyncssh.SSHKey":
    import asyncssh

    try:
        return asyncssh.import_public_key(destination.settings["host_key"].strip())
    except asyncssh.KeyImportError:
        raise RefusedError(f"{destination.file}: host_key: is not a whole public key.") from None


def _login(destination: Destination) -> dict[str, Any]:
    """What asyncssh is told to log in with, and nothing else."""
    import asyncssh

    settings = destination.settings
    if "password_env" in settings:
        password = os.environ[settings["password_env"]]
        return {"password": password, "client_keys": None, "preferred_auth": "password,keyboard-interactive"}
    name = settings["key_env"]
    try:
        key = asyncssh.import_private_key(os.environ[name])
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError):
        raise RefusedError(
            f"{destination.file}: key_env: the environment variable {name} holds no private key without a"
            " passphrase."
        ) from None
    return {"client_keys": [key], "preferred_auth": "publickey"}
