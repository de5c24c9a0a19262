"""The project's models as dbt renders them: its contexts, macros and adapter in one process.

dbt builds its Jinja context anew for every node, which takes longer than rendering a rule. Here, dbt itself
builds one context for each of its two passes, and only what belongs to a node is exchanged: `model`,
`config`, `ref`, `source`, `this`, `var` and `graph`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import dbt.tracking
from dbt.adapters.factory import get_adapter, register_adapter, reset_adapters
from dbt.config.runtime import RuntimeConfig, load_profile, load_project
from dbt.context import providers
from dbt.context.context_config import ContextConfig
from dbt.context.query_header import generate_query_header_context
from dbt.contracts.files import FileHash, FilePath, SourceFile
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode
from dbt.flags import set_from_args
from dbt.mp_context import get_mp_context
from dbt.node_types import NodeType
from dbt.parser.manifest import ManifestLoader
from dbt.parser.models import ModelParser
from dbt.parser.search import FileBlock
from dbt_common.clients.jinja import get_template, render_template
from dbt_common.context import get_invocation_context, set_invocation_context

from orchestration.project.environment import AUDITED
from orchestration.project.layers import LAYERS, SEGMENTS
from orchestration.project.project import INPUT_VARIABLES

from .arguments import arguments_of
from .engines import Warehouse, chosen
from .running import Runner


@dataclass
class SegmentFile:
    """A segment as it stands in the project: its file's text, and what YAML says about it."""

    name: str
    text: str
    family: str = "value"
    config: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""


class Models:
    """A dbt project whose models are rendered here. Only one is open at a time, like dbt's adapters."""

    def __init__(self, root: Path, variables: Mapping[str, Any], warehouse: str | None = None) -> None:
        self.root, self.engine = root, chosen(root)
        told = self.engine.environment(warehouse)
        environment = {**os.environ, **told, "SEGMENTS_AS_OF": "", "SEGMENTS_FULL": "", AUDITED: "true"}
        set_invocation_context(environment)
        dbt.tracking.do_not_track()
        arguments = arguments_of(root, variables)
        set_from_args(arguments, {})
        profile = load_profile(str(root), arguments.vars, target_override=arguments.target)
        self._config = RuntimeConfig.from_parts(
            load_project(str(root), True, profile, arguments.vars), profile, arguments
        )
        # An earlier dbt run in this process has left an adapter to another warehouse.
        reset_adapters()
        register_adapter(self._config, get_mp_context(), adapter_registered_log_level=None)
        self.adapter = get_adapter(self._config)
        self.adapter.set_macro_context_generator(providers.generate_runtime_macro_context)
        macros = ManifestLoader.load_macros(self._config, self.adapter.connections.set_query_header).macros
        self._manifest = Manifest(macros=macros)
        self.adapter.set_macro_resolver(self._manifest)
        header = generate_query_header_context(self._config, self._manifest)
        self.adapter.connections.set_query_header(header)
        self._environment = get_invocation_context().env
        self._runner = Runner(self.adapter, self.engine, self._manifest, self._config.project_name)
        with self._runner.connected("first"):
            self.adapter.execute("select 1")

        self._shared_templates: dict[str, Any] = {}
        self._shared = self._parse_shared_models()
        self._parents = {
            name: {ref.name for ref in node.refs} & set(self._shared) for name, node in self._shared.items()
        }
        self._relations = {name: self._relation(node) for name, node in self._shared.items()}
        for seed in (root / "seeds").rglob("*.csv"):
            self._relations[seed.stem] = self._create(
                self._config.seeds[self._config.project_name]["+schema"], seed.stem
            )
        self._schemas = {relation.schema for relation in self._relations.values()}
        self._shared_nodes = {node.unique_id: node.to_dict(omit_none=False) for node in self._shared.values()}
        template = next(iter(self._shared.values()))
        context_config = ContextConfig(self._config, template.fqn, NodeType.Model, self._config.project_name)
        self._parsing = providers.generate_parser_model_context(
            template, self._config, self._manifest, context_config
        )
        self._running = providers.generate_runtime_model_context(template, self._config, self._manifest)
        self._order_segments = self._running["_segments"]
        self._running["_segments"] = self._segments_in_order
        self._parsed = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.started_at = self._running["run_started_at"]
        self.set_segments([])
        self.open(self.engine.opened())

    def close(self) -> None:
        """Closes the warehouse and dbt's adapter, so that the next project can use them."""
        self.adapter.cleanup_connections()
        reset_adapters()
        self.engine.close()

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Replaces the variables given on dbt's command line. Those of dbt_project.yml stay."""
        before, self._config.cli_vars = self._config.cli_vars, dict(variables)
        # dbt doesn't parse again if only the clock changes, because segments read it only later.
        if {**before, "as_of": None} != {**variables, "as_of": None}:
            self._parsed: dict[str, tuple[SegmentFile, Any, dict[str, Any]]] = {}

    def know_variables(self) -> None:
        """Lets what belongs to no model, as the hooks at a run's start, read the present variables."""
        self._running["var"] = self._variables(self._running)

    def set_segments(self, files: Iterable[SegmentFile]) -> None:
        """Runs dbt's first pass: renders what is new without executing, and keeps the registered meta."""
        self._segments: dict[str, dict[str, Any]] = {}
        self._templates: dict[str, Any] = {}
        self._graph = {"nodes": dict(self._shared_nodes), "groups": self.groups, "sources": {}}
        self._ordered_segments = None
        for file in files:
            if self._parsed.get(file.name, (None,))[0] != file:
                self._parsed[file.name] = (file, *self._parse_segment(file))
            _, self._templates[file.name], node = self._parsed[file.name]
            self._segments[file.name] = node
            self._graph["nodes"][node["unique_id"]] = node
        # For the hooks at a run's start, which come before any model.
        self._running["graph"] = self._graph

    def render(self, name: str) -> str:
        """Returns a shared model's SQL, as dbt's second pass renders it."""
        with self._runner.connected(name):
            return self._rendered(name)

    def standalone(self, name: str) -> str:
        """Returns a segment's SQL with the variable `standalone` set."""
        variables = self._config.cli_vars
        self._config.cli_vars = {**variables, "standalone": True}
        try:
            config = providers.RuntimeConfigObject(None)
            with self._runner.connected(name):
                return self._render(
                    self._running, self._templates[name], self._segments[name], config, self._relations[name]
                )
        finally:
            self._config.cli_vars = variables

    def rule(self, name: str) -> str:
        """Returns the rule's SQL as a segment registered it."""
        return self._segments[name]["config"]["meta"]["rule"]

    def manifest(self) -> dict[str, Any]:
        """Returns the parsed segments, as in dbt's manifest."""
        return {"nodes": self._segments}

    def relation(self, name: str) -> str:
        """Returns the quoted name of a model's or seed's relation."""
        return str(self._relations[name])

    def forget_relations(self) -> None:
        """Makes dbt look up again which relations the warehouse has."""
        self.adapter.cache.clear()

    def open(self, warehouse: Warehouse) -> None:
        """Switches to another warehouse."""
        if warehouse.name != self._config.credentials.database:
            self._call_database(warehouse.name)
        self._runner.turn_to(warehouse)
        self.warehouse, self.database = warehouse, warehouse.database
        for schema in self._schemas:
            self.database.execute(f"create schema if not exists {schema}")

    def _call_database(self, name: str) -> None:
        """Renames the database everywhere that relations and models get its name from."""
        self._config.credentials.database = name
        self._relations = {
            model: relation.incorporate(path={"database": name})
            for model, relation in self._relations.items()
        }
        parsed = (node for _, _, node in self._parsed.values())
        for node in (*self._shared_nodes.values(), *parsed):
            node["database"] = name
        for shared in self._shared.values():
            shared.database = name
        for context in (self._parsing, self._running):
            context["target"].update(database=name, dbname=name)

    def _parse_shared_models(self) -> dict[str, ModelNode]:
        """The models that a project on its own data has. Its variables may be set only later."""
        given = self._config.cli_vars
        self._config.cli_vars = {**dict.fromkeys(INPUT_VARIABLES[:2], "own.relation"), **given}
        nodes = self._parse_models()
        self._config.cli_vars = given
        return {name: node for name, node in nodes.items() if node.config.enabled}

    def _parse_models(self) -> dict[str, ModelNode]:
        parser = ModelParser(self._config, self._manifest, self._config)
        nodes = {}
        for path in sorted(
            p for layer in LAYERS if layer != SEGMENTS for p in (self.root / layer.path).rglob("*.sql")
        ):
            file_path = FilePath(
                searched_path="models",
                relative_path=str(path.relative_to(self.root / "models")),
                modification_time=0.0,
                project_root=str(self.root),
            )
            text, project = path.read_text(), self._config.project_name
            source = SourceFile(file_path, FileHash.from_contents(text), project, contents=text.strip())
            self._manifest.files[source.file_id] = source
            nodes[path.stem] = parser.parse_node(FileBlock(source))
        return nodes

    def _parse_segment(self, file: SegmentFile) -> tuple[Any, dict[str, Any]]:
        self._relations[file.name] = self._create(
            "hidden" if file.config.get("access") == "private" else "published", file.name
        )
        node, template = self._segment_node(file), get_template(file.text, {})
        calls = ContextConfig(self._config, node["fqn"], NodeType.Model, self._config.project_name)
        config = providers.ParseConfigObject(None, calls)
        self._render(self._parsing, template, node, config, self.adapter.Relation)
        registered = calls._config_call_dict
        node["config"].update({key: value for key, value in registered.items() if key != "meta"})
        node["config"]["meta"] = {**node["config"]["meta"], **registered.get("meta", {})}
        return template, node

    def _segments_in_order(self) -> Any:
        """Calls the macro _segments() once while the segments stay: it takes longer than a model."""
        if self._ordered_segments is None:
            self._ordered_segments = self._order_segments()
        return self._ordered_segments

    def _rendered(self, name: str) -> str:
        node = self._shared[name]
        config = providers.RuntimeConfigObject(node)
        template = self._shared_templates.get(name) or self._shared_templates.setdefault(
            name, get_template(node.raw_code, {})
        )
        shared = self._shared_nodes[node.unique_id]
        return self._render(self._running, template, shared, config, self._relations[name])

    def _segment_node(self, file: SegmentFile) -> dict[str, Any]:
        path = f"segments/{file.family}/{file.name}.sql"
        project = self._config.project_name
        config = {
            "access": "protected",
            "group": None,
            "materialized": "view",
            "meta": {},
            "tags": [],
            **file.config,
        }
        return {
            "name": file.name,
            "alias": file.name,
            "resource_type": "model",
            "package_name": project,
            "unique_id": f"model.{project}.{file.name}",
            "fqn": [project, "segments", file.family, file.name],
            "path": path,
            "original_file_path": f"models/{path}",
            "description": file.description,
            "patch_path": f"{project}://models/segments/{file.family}/_{file.name}.yml",
            "database": self._relations[file.name].database,
            "schema": self._relations[file.name].schema,
            "tags": list(config["tags"]),
            "config": config,
        }

    def _render(
        self, context: dict[str, Any], template: Any, node: dict[str, Any], config: Any, this: Any
    ) -> str:
        context.update(
            model=node,
            config=config,
            this=this,
            graph=self._graph,
            ref=self._ref if context is self._parsing else partial(self._declared_ref, node["name"]),
            source=self._create,
            var=self._variables(context),
            run_started_at=self.started_at,
        )
        return render_template(template, context).strip()

    def _variables(self, context: dict[str, Any]) -> providers.Var:
        kind = providers.ParseVar if context is self._parsing else providers.RuntimeVar
        return kind(context, self._config, next(iter(self._shared.values())))

    def _ref(self, name: str) -> Any:
        if name not in self._relations:
            raise KeyError(f"ref('{name}'): no such model")
        return self._relations[name]

    def _declared_ref(self, reader: str, name: str) -> Any:
        """Refuses, as dbt does, a run-time ref that its first pass did not see."""
        if reader in self._shared and name not in self._parents[reader] and name in self._shared:
            raise KeyError(f"{reader}: ref('{name}') needs -- depends_on: {{{{ ref('{name}') }}}}")
        return self._ref(name)

    def _relation(self, node: ModelNode) -> Any:
        return self.adapter.Relation.create_from(self._config, node)

    def _create(self, schema: str, identifier: str) -> Any:
        return self.adapter.Relation.create(
            self._config.credentials.database, schema, identifier, quote_policy=self._config.quoting
        )
