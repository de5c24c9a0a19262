"""The project's own SQL in one process, built and refreshed as dbt does, without a dbt run for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

import yaml

from orchestration.project.layers import CORE, EVALUATION

from .engines import Warehouse
from .models import Models, SegmentFile
from .running import Stopped

__all__ = ["Project", "SegmentFile", "Stopped", "Warehouse"]

CANDIDATES = tuple(layer.folder for layer in (CORE, *EVALUATION))


class Project(Models):
    """A dbt project whose models are built here."""

    def build(self, names: Iterable[str]) -> None:
        """Builds shared models as dbt does, each after those of them that it reads."""
        for name in self.in_order(names):
            node = self._shared[name]
            with self._runner.connected(name):
                sql = self._rendered(name)
                self._runner.materialize(node, self._running, sql)

    def refresh(
        self,
        held: Iterable[str] = (),
        *,
        full: bool = False,
        stop_before: int | None = None,
        models: Iterable[str] = (),
    ) -> int:
        """Makes one refresh as `segments refresh` does, with the audit holding back the given segments.

        Returns the number of its statements. Raises Stopped before the statement with the number stop_before.
        `models` are those to build, instead of all.
        """
        built = set(models) or set(self.models(*CANDIDATES, "ledger"))
        self._runner.statements.clear()
        self._runner.stop_before = stop_before
        try:
            with self.full(full):
                self.look()
                self.start()
                self.build(built & set(self.models(*CANDIDATES)))
                self._audit(held)
                self.start()
                standing = {name for name in self.views("ledger") if self.exists(name)}
                self.build(built & set(self.models("ledger")) - standing)
            return len(self._runner.statements)
        except Stopped:
            # What dbt believes to exist is lost when its process ends.
            self.forget_relations()
            raise
        finally:
            self._runner.stop_before = None

    def have_seeds(self) -> None:
        """Makes empty tables for seeds that don't exist."""
        for name, columns in seed_columns(self.root).items():
            self.database.execute(f"create table if not exists {self.relation(name)} ({columns})")

    @contextmanager
    def full(self, is_full: bool = True) -> Iterator[None]:
        """Makes everything that is built in the block from scratch, whatever exists."""
        self._environment["SEGMENTS_FULL"] = "true" if is_full else ""
        try:
            yield
        finally:
            self._environment["SEGMENTS_FULL"] = ""

    @property
    def statements(self) -> list[tuple[str, str]]:
        """Returns what the last refresh executed: the model and the SQL, in order."""
        return self._runner.statements

    def look(self) -> None:
        """Lists existing relations before a run, as dbt does: a model that looks opens a transaction."""
        with self._runner.connected("looks"):
            for schema in self._schemas:
                self.adapter.list_relations(self._config.credentials.database, schema)
            self.engine.look(self.adapter, self._schemas)

    def start(self) -> None:
        """Does what dbt does at a run's start: from then on, the tables that the audit writes to exist."""
        self.know_variables()
        for hook in self._config.on_run_start:
            self._runner.hook(hook, self._running)

    def views(self, folder: str) -> list[str]:
        """Returns the views of a folder. A refresh makes them only if their definition changes."""
        return [name for name in self.models(folder) if self._shared[name].get_materialization() == "view"]

    def exists(self, name: str) -> bool:
        """Returns whether a model's relation has been built."""
        relation = self._relations[name]
        with self._runner.connected("exists"):
            found = self.adapter.get_relation(relation.database, relation.schema, relation.identifier)
        return found is not None

    def _audit(self, held: Iterable[str]) -> None:
        """Writes verdicts where orchestration.audit does: all passed, except for the segments to hold."""
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in held) or "null"
        plan, definitions = self.relation("refresh_plan"), self.relation("segment_definitions")
        self.database.execute(
            f"""
            delete from audit.verdicts where release_id = (select release_id from {plan});
            insert into audit.verdicts
            select release_id, null, 'chosen', 'block', true, '', '' from {plan}
            union all
            select release_id, segment, 'chosen', 'hold', coalesce(segment not in ({names}), true), '', ''
            from {plan} cross join {definitions}
            """
        )

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Returns the names of models, each after those that it reads."""
        wanted = set(names)
        parents = {name: self._parents[name] & wanted for name in sorted(wanted)}
        return list(TopologicalSorter(parents).static_order())

    def models(self, *folders: str) -> list[str]:
        """Returns the models of some folders."""
        return [name for name, node in self._shared.items() if node.fqn[1] in folders]

    def needed_by(self, name: str) -> set[str]:
        """Returns a model with all that it reads, directly or through others, except staging."""
        needed, waiting = set[str](), {name}
        while waiting:
            needed |= waiting
            waiting = {parent for child in waiting for parent in self._parents[child]} - needed
        return needed - set(self.models("staging"))


def seed_columns(root: Path) -> dict[str, str]:
    """Returns the columns of each seed of a project as a table's definition has them."""
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (root / "seeds").rglob("*.yml")]
    return {
        seed["name"]: ", ".join(f"{name} {kind}" for name, kind in seed["config"]["column_types"].items())
        for described in files
        for seed in described["seeds"]
    }
