"""Reads the YAML files of the models: what each says about a model or a group, before dbt reads it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from orchestration.project.project import Project

# The loader written in C is ten times as fast, if PyYAML was built with it.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """What a YAML file, given by its path below the project's root, says about one model, group or source."""

    file: str
    kind: Literal["models", "groups", "sources"]
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of what it describes."""
        return str(self.content.get("name"))

    @property
    def config(self) -> Mapping[str, Any]:
        """The content of its `config`."""
        config = self.content.get("config")
        return config if isinstance(config, Mapping) else {}


def yaml_files(project: Project) -> Iterator[Path]:
    """Yields the YAML files beside the models. dbt reads .YML as well."""
    for folder in project.settings.get("model-paths", ["models"]):
        yield from sorted(
            file for file in (project.root / folder).rglob("*") if file.suffix.lower() in (".yml", ".yaml")
        )


def read_entries(project: Project) -> list[Entry]:
    """Returns the entries of models, groups and sources. Invalid YAML, which dbt refuses, is skipped."""
    entries: list[Entry] = []
    for file in yaml_files(project):
        try:
            content = yaml.load(file.read_text(encoding="utf-8"), Loader)
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        place = file.relative_to(project.root).as_posix()
        for kind in ("models", "groups", "sources"):
            listed = content.get(kind) if isinstance(content, Mapping) else None
            entries += [
                Entry(place, kind, entry)
                for entry in (listed if isinstance(listed, list) else [])
                if isinstance(entry, Mapping)
            ]
    return entries


def says_the_same(manifest: Mapping[str, Any], entries: list[Entry]) -> bool:
    """Returns whether a parsed project has exactly what these entries say about its models and groups."""
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    by_name = {node["name"]: node for node in models}
    described = [entry for entry in entries if entry.kind == "models" and entry.name in by_name]
    applied = {
        (node["patch_path"].partition("://")[2], node["name"]) for node in models if node.get("patch_path")
    }
    groups = {group["name"]: group["owner"] for group in manifest["groups"].values()}
    wanted = {entry.name: entry.content.get("owner") for entry in entries if entry.kind == "groups"}
    return (
        applied == {(entry.file, entry.name) for entry in described}
        and all(_is_applied(entry, by_name[entry.name]) for entry in described)
        and groups.keys() == wanted.keys()
        and all(_within(wanted[name] or {}, groups[name]) for name in groups)
    )


def _is_applied(entry: Entry, node: Mapping[str, Any]) -> bool:
    given = dict(entry.config)
    tags = given.pop("tags", [])
    return (
        _alike(entry.content.get("description", ""), node["description"])
        and set([tags] if isinstance(tags, str) else tags) <= set(node["tags"])
        and _within(given, node["config"])
    )


def _within(given: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Returns whether everything given is known. dbt adds further values, and macros register some."""
    return all(
        _within(value, known.get(key) or {}) if isinstance(value, Mapping) else _alike(value, known.get(key))
        for key, value in given.items()
    )


def _alike(one: Any, other: Any) -> bool:
    # In the manifest, dates of YAML are texts.
    return json.dumps(one, default=str, sort_keys=True) == json.dumps(other, default=str, sort_keys=True)
