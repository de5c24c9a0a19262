"""Reads columns of numbers without a Python object for each."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.warehouse.connections import Warehouse
from orchestration.warehouse.redaction import values_left_out


def numbers(warehouse: Warehouse, sql: str, parameters: Sequence[Any] = ()) -> list[NDArray[np.float64]]:
    """Returns each column of a query as an array of doubles, all of one length. No value may be null.

    Raises what `warehouse.errors` names, without values, if the engine refuses the query.
    """
    warehouse.execute(sql, parameters)
    cursor = warehouse.cursor
    with values_left_out(warehouse.errors, sql):
        if hasattr(cursor, "fetchnumpy"):
            return [np.asarray(column, dtype=float) for column in cursor.fetchnumpy().values()]
        found = np.fromiter((float(value) for row in cursor for value in row), dtype=float)
    return list(found.reshape(-1, len(cursor.description)).T)
