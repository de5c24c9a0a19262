"""Removes members from a table of PostgreSQL: only rows with a key that was sent there."""

import contextlib
import os

from drt.destinations.base import SyncResult

from orchestration.delivery.batches import Batch
from orchestration.delivery.destinations import Destination

CONNECT_SECONDS = 30


def remove_rows(destination: Destination, batch: Batch) -> SyncResult:
    """Delete the batch's members from the destination's table, in one transaction.

    The table may keep an address in another case than it was sent: rows are found by the key in either form.
    Raises what psycopg2 does.
    """
    # Imported here: only this kind of destination needs it.
    import psycopg2
    from psycopg2 import sql

    key = sql.Identifier(destination.match)
    forms = {"email": sql.SQL("lower(trim({}))"), "phone": sql.SQL("translate({}, ' -().+/', '')")}
    form = forms.get(destination.match, sql.SQL("{}")).format(sql.SQL("cast({} as text)").format(key))
    statement = sql.SQL("delete from {} where segment = %s and {} = any(%s)").format(
        sql.Identifier(*destination.settings["table"].split(".")), form
    )
    address = os.environ[destination.settings["connection_env"]]
    opened = psycopg2.connect(address, connect_timeout=CONNECT_SECONDS)
    with contextlib.closing(opened), opened, opened.cursor() as cursor:
        cursor.execute(statement, [batch.segment, [row.key for row in batch.rows]])
    return SyncResult(success=len(batch.rows))
