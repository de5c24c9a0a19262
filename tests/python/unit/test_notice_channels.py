"""Messages reach a person by mail, a webhook or Apprise; no error, event or log says where."""

from __future__ import annotations

import http.server
import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from mail_server import PASSWORD, MailServer, mail_server

from orchestration.notices.channels import Message, NotDeliveredError, deliver

MESSAGE = Message(
    "0a1b2c", "shop: a customer entered", "Segment loyal: customer c07.", datetime(2024, 3, 31, 5)
)
SECRET = "T0KEN-planted"


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[MailServer]:
    with mail_server(tmp_path) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def test_a_mail_goes_encrypted_with_a_login_and_under_the_same_key_each_time(server):
    deliver("vp@shop.example", MESSAGE)
    deliver("vp@shop.example", MESSAGE)
    assert server.got == [("vp@shop.example", "<0a1b2c@shop.example>")] * 2
    assert server.sessions == [(True, b"segments")] * 2
    (mail, _) = server.messages
    assert (mail["Subject"], mail.get_content().strip()) == (MESSAGE.subject, MESSAGE.text)


def test_a_server_that_isnt_trusted_or_refuses_is_told_without_secrets(server, monkeypatch):
    server.refused.add("gone@shop.example")
    with pytest.raises(NotDeliveredError, match="refused the recipient") as refused:
        deliver("gone@shop.example", MESSAGE)
    assert not refused.value.is_down
    monkeypatch.setenv("SEGMENTS_SMTP_PASSWORD", f"{PASSWORD}-wrong")
    with pytest.raises(NotDeliveredError, match="SMTPAuthenticationError, code 535") as wrong:
        deliver("vp@shop.example", MESSAGE)
    assert wrong.value.is_down
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NotDeliveredError, match="certificate isn't trusted") as untrusted:
        deliver("vp@shop.example", MESSAGE)
    for raised in (refused, wrong, untrusted):
        assert PASSWORD not in str(raised.value)
    assert server.messages == []


def test_a_password_never_goes_in_clear(tmp_path, monkeypatch):
    with mail_server(tmp_path, offers_tls=False) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(NotDeliveredError, match="SMTPNotSupportedError"):
            deliver("vp@shop.example", MESSAGE)
        monkeypatch.delenv("SEGMENTS_SMTP_USER")
        deliver("vp@shop.example", MESSAGE)
        assert server.sessions == [(False, None)]


@pytest.fixture
def hook() -> Iterator[tuple[str, list[tuple[str, str | None, dict]]]]:
    got: list[tuple[str, str | None, dict]] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append((self.path, self.headers["Idempotency-Key"], body))
            self.send_response(500 if "broken" in self.path else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", got
        server.shutdown()


def test_a_webhook_gets_a_text_and_a_key(hook, monkeypatch):
    address, got = hook
    monkeypatch.setenv("CARE", f"http://{address}/{SECRET}?room=care")
    deliver("CARE", MESSAGE)
    text = f"{MESSAGE.subject}\n{MESSAGE.text}"
    assert got == [(f"/{SECRET}?room=care", MESSAGE.key, {"text": text})]


def test_apprise_takes_the_other_services(hook, monkeypatch):
    address, got = hook
    monkeypatch.setenv("CARE", f"json://{address}/{SECRET}")
    deliver("CARE", MESSAGE)
    ((path, _, body),) = got
    assert path == f"/{SECRET}"
    assert MESSAGE.text in body["message"]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://{address}/broken/" + SECRET, "the service in CARE didn't take it"),
        ("http://127.0.0.1:1/" + SECRET, "the service in CARE didn't take it"),
        ("ftp://{address}/" + SECRET, "CARE holds neither a webhook nor an Apprise URL"),
        (SECRET, "CARE holds neither a webhook nor an Apprise URL"),
        ("", "the environment variable CARE is not set"),
    ],
)
def test_what_fails_names_the_variable_and_not_its_value(hook, monkeypatch, caplog, address, sentence):
    monkeypatch.setenv("CARE", address.format(address=hook[0]))
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NotDeliveredError) as raised:
        deliver("CARE", MESSAGE)
    assert str(raised.value) == sentence
    assert SECRET not in "".join(map(str, (raised.value, caplog.text)))


def test_without_a_mail_server_a_mail_waits(monkeypatch):
    monkeypatch.delenv("SEGMENTS_SMTP", raising=False)
    with pytest.raises(NotDeliveredError, match="SEGMENTS_SMTP names no mail server"):
        deliver("vp@shop.example", MESSAGE)
