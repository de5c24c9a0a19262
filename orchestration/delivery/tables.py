"""What drt doesn't do in a table of PostgreSQL: remove members, and spell their keys otherwise.

Only rows with a key that was sent there are changed.
"""

import contextlib
import os
from typing import TYPE_CHECKING

from drt.destinations.base import SyncResult

from orchestration.delivery.batches import Batch
from orchestration.delivery.destinations import Destination

if TYPE_CHECKING:
    import psycopg2.extensions
    import psycopg2.sql

CONNECT_SECONDS = 30


def respell_rows(destination: Destination, batch: Batch) -> None:
    """Give rows the spelling of their key that is to be sent: an address whose case changed is one member.

    A row that the table refuses to change stays as it is: it will refuse the member, too. Raises what
    psycopg2 does.
    """
    pairs = [(row.values[destination.match], former) for row in batch.rows for former in row.former]
    if not pairs:
        return
    # Imported here, and below: only this kind of destination needs it.
    import psycopg2
    from psycopg2 import sql

    names = {"table": _table(destination), "key": sql.Identifier(destination.match)}
    is_former = "segment = %(segment)s and cast({key} as text) = %(former)s"
    respell = sql.SQL(
        f"update {{table}} set {{key}} = %(key)s where {is_former} and not exists"
        " (select 1 from {table} where segment = %(segment)s and cast({key} as text) = %(key)s)"
    ).format(**names)
    # What stands beside the new spelling was sent, too.
    forget = sql.SQL(f"delete from {{table}} where {is_former}").format(**names)
    with (
        contextlib.suppress(psycopg2.IntegrityError, psycopg2.DataError),
        contextlib.closing(_open(destination)) as opened,
        opened,
        opened.cursor() as cursor,
    ):
        for key, former in pairs:
            said = {"segment": batch.segment, "key": key, "former": former}
            cursor.execute(respell, said)
            cursor.execute(forget, said)


def remove_rows(destination: Destination, batch: Batch) -> SyncResult:
    """Delete the batch's members from the destination's table, in one transaction.

    The table may keep an address in another case than it was sent: rows are found by the key in either form.
    Raises what psycopg2 does.
    """
    from psycopg2 import sql

    key = sql.Identifier(destination.match)
    forms = {"email": sql.SQL("lower(trim({}))"), "phone": sql.SQL("translate({}, ' -().+/', '')")}
    form = forms.get(destination.match, sql.SQL("{}")).format(sql.SQL("cast({} as text)").format(key))
    statement = sql.SQL("delete from {} where segment = %s and {} = any(%s)").format(
        _table(destination), form
    )
    with contextlib.closing(_open(destination)) as opened, opened, opened.cursor() as cursor:
        cursor.execute(statement, [batch.segment, [row.key for row in batch.rows]])
    return SyncResult(success=len(batch.rows))


def _table(destination: Destination) -> "psycopg2.sql.Identifier":
    from psycopg2 import sql

    return sql.Identifier(*destination.settings["table"].split("."))


def _open(destination: Destination) -> "psycopg2.extensions.connection":
    import psycopg2

    address = os.environ[destination.settings["connection_env"]]
    return psycopg2.connect(address, connect_timeout=CONNECT_SECONDS)
