"""The ways to a person: mail by SMTP, and a webhook or any service that Apprise knows, from the environment.

Apprise mails too, but every attempt of its mails is another message. A receiver that gets ours twice,
because the first answer was lost, can tell by the Message-ID (RFC 5322, 3.6.4) or the header Idempotency-Key.
No error of this module repeats an address: a webhook's is its secret.
"""

import logging
import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from orchestration.rules.notify import MAIL

# Environment variables: a mail server (host or host:port), its login, and whom mails are from.
SERVER, USER, PASSWORD = "SEGMENTS_SMTP", "SEGMENTS_SMTP_USER", "SEGMENTS_SMTP_PASSWORD"
FROM = "SEGMENTS_MAIL_FROM"
# The port on which a connection begins encrypted (RFC 8314); on others the server offers STARTTLS.
ENCRYPTED_PORT = 465
# Seconds: a service that doesn't answer must not hold a refresh up.
TIMEOUT = 10


class NotDeliveredError(Exception):
    """A message didn't arrive; says why without the address. `is_down`: others by this way won't either."""

    def __init__(self, sentence: str, *, is_down: bool = True):
        super().__init__(sentence)
        self.is_down = is_down


@dataclass(frozen=True)
class Message:
    """What somebody gets; `key` is the same in every attempt, `written_at` a UTC time."""

    key: str
    subject: str
    text: str
    written_at: datetime


def deliver(reach: str, message: Message) -> None:
    """Send a message to a mail address, or to what the environment variable of that name holds.

    Raises NotDeliveredError when it isn't known to have arrived.
    """
    if MAIL.fullmatch(reach):
        server = os.environ.get(SERVER)
        if not server:
            raise NotDeliveredError(f"{SERVER} names no mail server")
        send_mail(server, reach, message)
        return
    address = os.environ.get(reach)
    if not address:
        raise NotDeliveredError(f"the environment variable {reach} is not set")
    post(reach, address, message)


def way_of(reach: str) -> str:
    """What is down when a message to somebody can't be sent: the mail server, or their own service."""
    return SERVER if MAIL.fullmatch(reach) else reach


def send_mail(server: str, to: str, message: Message) -> None:
    """Send a message by a mail server (host or host:port), by STARTTLS if it offers it and for any login."""
    host, _, port = server.rpartition(":") if ":" in server else (server, "", "25")
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    mail = EmailMessage()
    # A header of two lines would stop all notices, not this one alone.
    mail["Subject"] = " ".join(message.subject.split())
    sender = os.environ.get(FROM) or to
    if not MAIL.fullmatch(sender):
        raise NotDeliveredError(f"{FROM} is not a mail address")
    mail["From"] = sender
    mail["To"] = to
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    tls = ssl.create_default_context()
    try:
        if int(port) == ENCRYPTED_PORT:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port), timeout=TIMEOUT, context=tls)
        else:
            connection = smtplib.SMTP(host, int(port), timeout=TIMEOUT)
        with connection:
            connection.ehlo()
            if int(port) != ENCRYPTED_PORT and (user or connection.has_extn("starttls")):
                connection.starttls(context=tls)
            if user:
                connection.login(user, password or "")
            connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDeliveredError("the mail server refused the recipient", is_down=False) from error
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise NotDeliveredError(f"the mail server in {SERVER}: {_said(error)}") from error


def post(name: str, address: str, message: Message) -> None:
    """Send a message to a webhook or an Apprise URL, which the environment variable `name` holds."""
    # Imported here: it takes a second, and most projects do without.
    from apprise import Apprise, NotifyFormat

    # They log addresses, and what services answer.
    for library in ("apprise", "urllib3"):
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    try:
        service = Apprise.instantiate(address) or Apprise.instantiate(_webhook(address, message))
    except (TypeError, ValueError) as error:
        raise NotDeliveredError(f"{name} holds neither a webhook nor an Apprise URL") from error
    if not service:
        raise NotDeliveredError(f"{name} holds neither a webhook nor an Apprise URL")
    is_webhook = service.service_name == "JSON"
    title = "" if is_webhook else message.subject
    text = f"{message.subject}\n{message.text}" if is_webhook else message.text
    try:
        arrived = service.notify(body=text, title=title, body_format=NotifyFormat.TEXT)
    except Exception as error:
        # Any of a hundred services' code.
        raise NotDeliveredError(f"the service in {name}: {type(error).__name__}") from error
    if not arrived:
        raise NotDeliveredError(f"the service in {name} didn't take it")


def _webhook(address: str, message: Message) -> dict[str, object]:
    """Of http and https: a post of {"text": ...}, as Slack, Mattermost, Teams and their like take it."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError
    return {
        "schema": "jsons" if parts.scheme == "https" else "json",
        "host": parts.hostname,
        "port": parts.port,
        "fullpath": parts.path or "/",
        "user": parts.username,
        "password": parts.password,
        "params": dict(parse_qsl(parts.query)),
        "headers": {"Idempotency-Key": message.key},
        "payload": {"message": "text"} | dict.fromkeys(("version", "title", "attachments", "type"), ""),
        "timeout": TIMEOUT,
    }


def _said(error: Exception) -> str:
    """What went wrong, in words that hold no value."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__}, code {error.smtp_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate isn't trusted ({error.verify_message})"
    strerror = error.strerror if isinstance(error, OSError) else None
    return strerror or type(error).__name__
