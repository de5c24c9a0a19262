"""Carries one batch to a destination by drt's connectors, and turns what they say into one of three outcomes.

drt's own sentences hold addresses, rows and what a server answered: none of it is passed on.
"""

import logging
import os
import re
from collections.abc import Callable, Mapping
from typing import Any

from drt.config.models import (
    BearerAuth,
    PostgresDestinationConfig,
    RateLimitConfig,
    RestApiDestinationConfig,
    RetryConfig,
    SlackDestinationConfig,
    SyncOptions,
)
from drt.destinations.base import SyncResult
from drt.destinations.postgres import PostgresDestination
from drt.destinations.rest_api import RestApiDestination
from drt.destinations.slack import SlackDestination

from orchestration.delivery.ads import GOOGLE, META, google_payload, meta_payload
from orchestration.delivery.batches import AwayError, Batch, RowsRefusedError, UnauthorizedError
from orchestration.delivery.destinations import Destination
from orchestration.delivery.messages import message
from orchestration.delivery.mistakes import is_safe
from orchestration.delivery.tables import remove_rows, respell_rows
from orchestration.project.errors import RefusedError

# It writes every address that it calls, and some are secrets.
logging.getLogger("httpx").setLevel(logging.WARNING)

Carrier = Callable[[Batch], None]

# What a server says that will do later what it doesn't now, and what says that it never will for this sender.
RETRIED = (408, 425, 429, 500, 502, 503, 504)
UNAUTHORIZED = (301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 407, 410)
# From here on a server speaks of itself.
SERVERS = 500
# Seconds.
FIRST_WAIT = float(os.environ.get("SEGMENTS_DELIVERY_FIRST_WAIT", "1"))
LONGEST_WAIT = 60.0
# What PostgreSQL says of a row. All else is said of the table, the user or the server.
OF_A_ROW = re.compile(r"violates|invalid input|too long|out of range", re.I)
# Meta answers 400 for a token that has expired, too. Of a parameter, and so of the rows, its code is 100.
META_OF_ROWS = re.compile(r'"code"\s*:\s*100\b')

AS_GIVEN = "{{ row | tojson }}"
PAYLOAD = "{{ row.payload | tojson }}"


def carrier(destination: Destination) -> Carrier:
    """What sends a batch there. It returns when the destination confirmed it.

    It raises AwayError where that isn't known, RowsRefusedError where the destination refuses the rows, and
    UnauthorizedError where it refuses the sender. Raises RefusedError here where a variable isn't set.
    """
    hold_to_environment(destination)
    kinds: dict[str, Callable[[Destination, Batch], SyncResult]] = {
        "postgres": _to_table,
        "rest": _to_service,
        "webhook": _to_service,
        "slack": _to_channel,
        "google_customer_match": _to_google,
        "meta_custom_audience": _to_meta,
    }
    send = kinds[destination.kind]

    def carry(batch: Batch) -> None:
        try:
            result = send(destination, batch)
        except (RefusedError, RowsRefusedError):
            raise
        except Exception as error:
            # Without its cause: an engine's or a library's own words name hosts, users and values.
            raise AwayError(f"{destination.name}: the delivery failed ({type(error).__name__}).") from None
        _judge(destination, result)

    return carry


def hold_to_environment(destination: Destination) -> None:
    """Raise RefusedError for a variable that isn't set, or holds an address that isn't safe."""
    for key, name in destination.settings.items():
        if key.endswith("_env") and not os.environ.get(name):
            raise RefusedError(
                f"{destination.file}: {key}: the environment variable {name} isn't set; set it where"
                " `segments export` runs."
            )
        if key == "url_env" and not is_safe(os.environ[name]):
            raise RefusedError(
                f"{destination.file}: {key}: the address in {name} does not begin with https://, and only an"
                " address of this machine may do without it."
            )


def _judge(destination: Destination, result: SyncResult) -> None:
    if not result.failed:
        return
    said = result.row_errors[0]
    status = said.http_status
    if status is None and destination.kind == "postgres":
        if not OF_A_ROW.search(said.error_message):
            raise AwayError(f"{destination.name}: the table can't be written; its server's log says why.")
        raise RowsRefusedError("refused by the table")
    if said.error_message.startswith("Template error"):
        raise UnauthorizedError(f"{destination.file}: body: the template can't be filled in.")
    if status is None:
        raise AwayError(f"{destination.name}: no answer after {destination.limits.attempts} attempts.")
    if status in RETRIED or status >= SERVERS:
        raise AwayError(
            f"{destination.name}: it answers HTTP {status}, after {destination.limits.attempts} attempts."
        )
    is_meta = destination.kind == "meta_custom_audience"
    if status in UNAUTHORIZED or (is_meta and not META_OF_ROWS.search(said.error_message)):
        raise UnauthorizedError(
            f"{destination.name}: it answers HTTP {status}; check the address and the token that"
            f" {destination.file} names."
        )
    raise RowsRefusedError(f"HTTP {status}")


def _to_service(destination: Destination, batch: Batch) -> SyncResult:
    settings = destination.settings
    address = settings.get("url") or os.environ[settings["url_env"]]
    method = "POST"
    if batch.is_removal and destination.kind == "rest":
        method = "POST" if "remove_url" in settings else "DELETE"
        address = settings.get("remove_url", address)
    template = settings.get("remove_body" if batch.is_removal else "body", AS_GIVEN)
    # A removal names a member by the key alone: the destination needs to know no more.
    columns = [destination.match] if batch.is_removal else list(destination.columns)
    members = [{"id": row.id, **{name: row.values[name] for name in columns}} for row in batch.rows]
    body = {
        "delivery": batch.id,
        "destination": destination.name,
        "segment": batch.segment,
        "action": batch.action,
        "members": members,
    }
    return _request(destination, address, method, template, body)


def _to_google(destination: Destination, batch: Batch) -> SyncResult:
    verb = "remove" if batch.is_removal else "ingest"
    address = f"{destination.settings.get('url', GOOGLE)}/audienceMembers:{verb}"
    record = {"delivery": batch.id, "payload": google_payload(destination, batch)}
    return _request(destination, address, "POST", PAYLOAD, record)


def _to_meta(destination: Destination, batch: Batch) -> SyncResult:
    address = f"{destination.settings.get('url', META)}/{destination.settings['audience_id']}/users"
    record = {"delivery": batch.id, "payload": meta_payload(destination, batch)}
    return _request(destination, address, "DELETE" if batch.is_removal else "POST", PAYLOAD, record)


def _request(
    destination: Destination, address: str, method: Any, template: str, record: Mapping[str, Any]
) -> SyncResult:
    token = destination.settings.get("token_env")
    config = RestApiDestinationConfig(
        type="rest_api",
        url=address,
        method=method,
        headers={"Content-Type": "application/json"},
        body_template=template,
        auth=BearerAuth(type="bearer", token_env=token) if token else None,
        native_idempotency_key="{{ row.delivery }}",
    )
    return RestApiDestination().load([dict(record)], config, _options(destination))


def _to_channel(destination: Destination, batch: Batch) -> SyncResult:
    config = SlackDestinationConfig(
        type="slack", webhook_url_env=destination.settings["url_env"], message_template="{{ row.text }}"
    )
    return SlackDestination().load([{"text": message(destination, batch)}], config, _options(destination))


def _to_table(destination: Destination, batch: Batch) -> SyncResult:
    if batch.is_removal:
        return remove_rows(destination, batch)
    respell_rows(destination, batch)
    config = PostgresDestinationConfig(
        type="postgres",
        connection_string_env=destination.settings["connection_env"],
        table=destination.settings["table"],
        upsert_key=["segment", destination.match],
    )
    records = [{"segment": batch.segment, **row.values} for row in batch.rows]
    return PostgresDestination().load(records, config, _options(destination))


def _options(destination: Destination) -> SyncOptions:
    limits = destination.limits
    return SyncOptions(
        on_error="fail",
        rate_limit=RateLimitConfig(requests_per_second=limits.requests_per_second),
        retry=RetryConfig(
            max_attempts=limits.attempts,
            initial_backoff=FIRST_WAIT,
            max_backoff=LONGEST_WAIT,
            retryable_status_codes=RETRIED,
        ),
    )
