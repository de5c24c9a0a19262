"""Dagster's event log in one SQLite file whose connection stays open (named in .dagster/dagster.yaml).

Dagster's own default makes a file a run and opens three connections an event: a third of a warm refresh.
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

# Seconds; the page and its daemon read the file while a refresh writes to it.
BUSY_TIMEOUT = 60


class EventLog(ConsolidatedSqliteEventLogStorage):
    """The event log below DAGSTER_HOME."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """It takes no configuration: a path written down would be wrong in a moved project."""
        return {}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "EventLog":
        """The log of the instance that DAGSTER_HOME names."""
        folder = Path(os.environ["DAGSTER_HOME"]) / "events"
        return cls(str(folder), inst_data=inst_data, **config_value)

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(self._conn_string, connect_args={"timeout": BUSY_TIMEOUT})

        @event.listens_for(engine, "connect")
        def relax(connection: Any, _: Any) -> None:
            # After a power cut the last events may be missing from the page; a release isn't kept here.
            connection.execute("pragma synchronous = normal")

        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection
