"""Dagster's event log in one SQLite file with a persistent connection (named in .dagster/dagster.yaml).

Dagster's default makes one file per run and opens three connections per event: a third of a warm refresh.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log.sqlite.consolidated_sqlite_event_log import (
    ConsolidatedSqliteEventLogStorage,
)
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

# In seconds. The page and its daemon read the file while a refresh writes to it.
BUSY_TIMEOUT = 60


class EventLog(ConsolidatedSqliteEventLogStorage):
    """The event log below DAGSTER_HOME."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """Returns no configuration: a configured path would be wrong once the project moves."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "EventLog":
        """Returns the log of the instance in DAGSTER_HOME."""
        folder = Path(os.environ["DAGSTER_HOME"]) / "events"
        return cls(str(folder), inst_data=inst_data, **config_value)

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(self._conn_string, connect_args={"timeout": BUSY_TIMEOUT})

        @event.listens_for(engine, "connect")
        def relax(connection: Any, _: Any) -> None:
            # After a power cut, the last events may be missing from the page. Releases aren't stored here.
            connection.execute("pragma synchronous = normal")

        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection
