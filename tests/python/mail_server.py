"""A mail server on loopback that wants STARTTLS and a login, and keeps what it got."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# It warns of a deprecated attribute that it sets itself.
logging.getLogger("mail.log").setLevel(logging.ERROR)

USER, PASSWORD = "segments", "a-planted-secret"


@dataclass
class MailServer:
    """What came in: messages, and for each whether it came encrypted and by which login."""

    certificate: Path
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    sessions: list[tuple[bool, bytes | None]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    # How long an answer takes after a message was taken.
    seconds: float = 0

    @property
    def environment(self) -> dict[str, str]:
        """What a project is told to send by this server."""
        return {
            "SEGMENTS_SMTP": f"127.0.0.1:{self.port}",
            "SEGMENTS_SMTP_USER": USER,
            "SEGMENTS_SMTP_PASSWORD": PASSWORD,
            "SEGMENTS_MAIL_FROM": "segments@shop.example",
            "SSL_CERT_FILE": str(self.certificate),
        }

    @property
    def got(self) -> list[tuple[str, str]]:
        """Recipient and key of each message, in order."""
        return [(str(mail["To"]), str(mail["Message-ID"])) for mail in self.messages]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, unless it is one of those to refuse."""
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message."""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.messages.append(mail)
        login = session.auth_data.login if session.auth_data else None
        self.sessions.append((session.ssl is not None, login))
        await asyncio.sleep(self.seconds)
        return "250 OK"


def _authenticate(
    server: object, session: object, envelope: object, mechanism: str, given: object
) -> AuthResult:
    is_right = isinstance(given, LoginPassword) and (given.login, given.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=is_right, handled=False, auth_data=given)


@contextmanager
def mail_server(folder: Path, *, offers_tls: bool = True) -> Iterator[MailServer]:
    """The server, for as long as the block lasts; its certificate is made in the folder."""
    certificate = _certificate(folder)
    server = MailServer(certificate)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, folder / "key.pem")
    settings = {
        "tls_context": tls,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": _authenticate,
    }
    # It can't choose one by itself.
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(
        server, hostname="127.0.0.1", port=server.port, **(settings if offers_tls else {})
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.shop.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem"
