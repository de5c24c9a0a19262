"""Builds models as dbt does: its materializations, hooks and transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import parsedatetime
from dbt.clients.jinja import MacroGenerator, get_rendered
from dbt.context.providers import generate_runtime_macro_context
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode
from dbt_common.clients import agate_helper
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

from .engines import Engine, Warehouse


class Stopped(BaseException):
    """Ends the refresh on purpose. It isn't an Exception, which Jinja would treat as a mistake in SQL."""


class Silence(EventManager):
    """Discards events: what dbt would report of each statement takes longer than the statement."""

    def fire_event(self, *event: Any, **said: Any) -> None:
        """Discards an event."""


class Runner:
    """Executes for one project what dbt executes for a node, and records each statement."""

    def __init__(self, adapter: Any, engine: Engine, manifest: Manifest, project_name: str) -> None:
        self._adapter, self._engine = adapter, engine
        self._manifest, self._project_name = manifest, project_name
        adapter.connections.add_query = self._add_query
        ctx_set_event_manager(Silence())
        # dbt makes a calendar for each result, a table for each empty one, and a context for each macro
        # that the adapter calls.
        parsedatetime.Constants = cache(
            getattr(parsedatetime.Constants, "__wrapped__", parsedatetime.Constants)
        )
        agate_helper.empty_table = cache(
            getattr(agate_helper.empty_table, "__wrapped__", agate_helper.empty_table)
        )
        self._contexts: dict[str, Any] = {}
        adapter.set_macro_context_generator(self._macro_context)
        self._macros: dict[str, Any] = {}
        self._node: str | None = None
        # By what was built, in the order of execution.
        self.statements: list[tuple[str, str]] = []
        self.stop_before: int | None = None

    def turn_to(self, warehouse: Warehouse) -> None:
        """Makes dbt work on a warehouse that was opened before."""
        self._adapter.release_connection()
        self._engine.turn_to(warehouse, self._adapter)

    @contextmanager
    def connected(self, name: str) -> Iterator[None]:
        """Opens a connection for a node, as dbt does. Transactions left open at the end are rolled back."""
        self._node = name
        try:
            with self._adapter.connection_named(name):
                yield
        finally:
            self._node = None

    def hook(self, text: str, context: dict[str, Any]) -> None:
        """Executes a hook of the whole run, unless it is empty for this engine."""
        with self.connected("on-run-start"):
            sql = get_rendered(text, context)
            if sql.strip():
                self._adapter.execute(sql, auto_begin=False)

    def materialize(self, node: ModelNode, context: dict[str, Any], sql: str) -> None:
        """Builds a node from its compiled SQL. The context must be the node's, the connection open."""
        kind, config = node.get_materialization(), node.config
        more = (config.pre_hook, config.post_hook, config.grants, config.get("indexes"))
        if kind in ("table", "view") and not any(more):
            return self._replace(kind, self._engine.made_as(kind, config), context["this"], sql)
        hooks = {"pre_hooks": node.config.pre_hook, "post_hooks": node.config.post_hook}
        context.update(
            {name: [hook.to_dict(omit_none=True) for hook in given] for name, given in hooks.items()}
        )
        context.update(
            sql=sql, compiled_code=sql, database=node.database, schema=node.schema, write=_unwritten
        )
        macro = self._materialization(node.get_materialization())
        built = MacroGenerator(macro, context, stack=context["context_macro_stack"])()
        for relation in built["relations"]:
            self._adapter.cache_added(relation.incorporate(dbt_created=True))

    def _replace(self, kind: str, made_as: str, relation: Any, sql: str) -> None:
        """Runs the statements of dbt's materializations. dbt's own macros take ten times as long."""
        existing, tmp, backup = (self._existing(relation, end) for end in ("", "__dbt_tmp", "__dbt_backup"))
        for left_over in filter(None, (tmp, backup)):
            self._drop(left_over)
        made, built = (_named(relation, end).incorporate(type=kind) for end in ("", "__dbt_tmp"))
        self._adapter.execute(f"create {made_as} {built} as (\n{sql}\n)", auto_begin=True)
        old = _named(relation, "__dbt_backup").incorporate(type=existing.type if existing else kind)
        if existing:
            self._rename(existing, old)
        self._rename(built, made)
        self._adapter.connections.commit()
        self._drop(old)
        self._adapter.cache_added(made)

    def _existing(self, relation: Any, end: str) -> Any:
        return self._adapter.get_relation(relation.database, relation.schema, f"{relation.identifier}{end}")

    def _rename(self, relation: Any, to: Any) -> None:
        self._adapter.cache_renamed(relation, to)
        kind = self._engine.renamed_as(to.type)
        self._adapter.execute(f"alter {kind} {relation} rename to {self._adapter.quote(to.identifier)}")

    def _drop(self, relation: Any) -> None:
        self._adapter.cache_dropped(relation)
        self._adapter.execute(f"drop {relation.type} if exists {relation} cascade")

    def _materialization(self, name: str) -> Any:
        if name not in self._macros:
            self._macros[name] = self._manifest.find_materialization_macro_by_name(
                self._project_name, name, self._adapter.type()
            )
        return self._macros[name]

    def _macro_context(self, macro: Any, *about: Any) -> dict[str, Any]:
        if macro.unique_id not in self._contexts:
            self._contexts[macro.unique_id] = generate_runtime_macro_context(macro, *about)
        return self._contexts[macro.unique_id]

    def _add_query(
        self, sql: str, auto_begin: bool = True, bindings: Any = None, **others: Any
    ) -> tuple[Any, Any]:
        """Replaces the adapter's own method, which does the same and reports it."""
        connections = self._adapter.connections
        connection = connections.get_thread_connection()
        if auto_begin and not connection.transaction_open:
            connections.begin()
        if self._node is not None:
            if len(self.statements) == self.stop_before:
                raise Stopped(f"before statement {len(self.statements)}, of {self._node}")
            self.statements.append((self._node, sql))
        with connections.exception_handler(sql):
            cursor = connection.handle.cursor()
            cursor.execute(sql, bindings)
        return connection, cursor


def _named(relation: Any, end: str) -> Any:
    return relation.incorporate(path={"identifier": f"{relation.identifier}{end}"})


def _unwritten(payload: str) -> str:
    """Skips a file: dbt writes what it ran to a file, which nobody reads here."""
    return ""
