"""Mistakes in the YAML of segments: keys, types, Jinja, and the models that it describes.

dbt silently keeps unknown keys. `metadata:` instead of `meta:` would lose everything below it, and `acces:
private` would publish a hidden segment.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from orchestration.project.nearest import hint, nearest
from orchestration.project.project import Project
from orchestration.rules.encoding import encoding_mistakes
from orchestration.rules.entries import Entry, read_entries, yaml_files
from orchestration.rules.registry import FOLDER, segment_files
from orchestration.rules.yaml_mistakes import file_mistakes

ENTRY_KEYS = ("name", "description", "config", "columns", "data_tests", "tests")
CONFIG_KEYS = ("access", "enabled", "group", "meta", "tags")
META_KEYS = (
    *("objective", "size_band", "channels", "value_trait", "priority_group", "priority"),
    *("formerly", "checks", "baseline", "history_from", "notify", "review"),
)
# For sources and their tables. Some of these also belong below `config`.
TABLE_KEYS = (
    *("name", "description", "columns", "config", "meta", "tags", "quoting", "loader", "tests", "data_tests"),
    *("freshness", "loaded_at_field", "loaded_at_query"),
)
SOURCE_KEYS = (*TABLE_KEYS, "database", "schema", "tables", "overrides")
GROUP_KEYS = ("name", "description", "owner", "config")
OWNER_KEYS = ("name", "email")
# dbt renders these as code, but no refresh runs them.
UNREAD = ("data_tests", "tests")
# Common names for keys that have another name or place here.
PLACES = {
    **{key: f"it is config.{key}" for key in CONFIG_KEYS},
    **{key: f"it is config.meta.{key}" for key in META_KEYS},
    "metadata": "it is config.meta",
    "owner": "the owner is config.group, one of models/segments/groups.yml",
    "cadence": "the cadence is one of config.tags",
    "hidden": "config.access: private hides a segment",
    "private": "config.access: private hides a segment",
}


def entry_mistakes(project: Project) -> Iterator[str]:
    """Yields sentences, each with its file, about the YAML of segments and of their owners."""
    files = segment_files(project)
    yield from encoding_mistakes(project)
    for file in yaml_files(project):
        place = file.relative_to(project.root).as_posix()
        if place.startswith(FOLDER):
            for mistake in file_mistakes(file.read_text(encoding="utf-8", errors="replace")):
                yield f"{place}: {mistake}"
    entries = read_entries(project)
    described = {entry.name for entry in entries if entry.kind == "models"}
    for entry in entries:
        if entry.kind == "groups":
            yield from (f"{entry.file}: group '{entry.name}': {found}" for found in _group_mistakes(entry))
        elif entry.kind == "sources":
            yield from (f"{entry.file}: source '{entry.name}': {found}" for found in _source_mistakes(entry))
        elif entry.name in files:
            yield from (f"{files[entry.name]}: {found}" for found in _model_mistakes(entry))
        elif entry.file.startswith(FOLDER):
            near = nearest(entry.name, [name for name in files if name not in described])
            ending = f"the nearest is '{near}'" if near else "remove the entry, or write the segment"
            yield f"{entry.file}: describes '{entry.name}', which has no file; {ending}"


def _model_mistakes(entry: Entry) -> Iterator[str]:
    content, config = entry.content, entry.content.get("config")
    yield from _unknown("", content, ENTRY_KEYS)
    yield from _jinja({key: value for key, value in content.items() if key not in UNREAD})
    yield from _texts("", content, ("description",))
    if "config" in content and config is None:
        yield "config: is empty; write {group: loyalty, access: public} below it, or remove the key"
    if config is not None and not isinstance(config, Mapping):
        yield f"config={config} is not a mapping such as {{group: loyalty, access: public}}"
        return
    yield from _unknown("config", entry.config, CONFIG_KEYS)
    yield from _texts("config.", entry.config, ("group", "access"))
    yield from _lists("config.", entry.config, "tags", may_be_text=True)
    if entry.config.get("access") == "protected":
        yield "unknown access 'protected'; valid are public, and private for a hidden segment"
    meta = entry.config.get("meta")
    if "meta" in entry.config and meta is None:
        yield "config.meta: is empty; write {objective: Grow} below it, or remove the key"
    if meta is not None and not isinstance(meta, Mapping):
        yield f"config.meta={meta} is not a mapping such as {{objective: Grow}}"
        return
    yield from _meta_mistakes(meta or {})


def _meta_mistakes(meta: Mapping[str, Any]) -> Iterator[str]:
    # Other keys are the user's own notes.
    for key in meta:
        near = nearest(str(key), META_KEYS)
        if key not in META_KEYS and key in PLACES:
            yield f"meta: unknown key '{key}'; {PLACES[key]}"
        elif key not in META_KEYS and near and _is_close(str(key), near):
            yield f"meta: unknown key '{key}'; the nearest is '{near}'"
    yield from _texts("meta.", meta, ("objective", "value_trait", "priority_group"))
    yield from _lists("meta.", meta, "channels")
    if meta.get("priority") is not None and not meta.get("priority_group"):
        yield "meta.priority has no meaning without meta.priority_group, its exclusive group"


def _is_close(key: str, near: str) -> bool:
    return key.lower().replace("-", "_") == near or abs(len(key) - len(near)) <= 2


def _group_mistakes(entry: Entry) -> Iterator[str]:
    owner = entry.content.get("owner")
    yield from _unknown("", entry.content, GROUP_KEYS)
    yield from _jinja(entry.content)
    if isinstance(owner, Mapping):
        yield from _texts("owner.", owner, OWNER_KEYS)
        for key in owner:
            near = nearest(str(key), OWNER_KEYS)
            if key not in OWNER_KEYS and near:
                yield f"owner: unknown key '{key}'; the nearest is '{near}'"


def _source_mistakes(entry: Entry) -> Iterator[str]:
    yield from _unknown("", entry.content, SOURCE_KEYS)
    tables = entry.content.get("tables")
    for table in tables if isinstance(tables, list) else []:
        if isinstance(table, Mapping):
            yield from _unknown(
                f"table '{table.get('name')}'", table, (*TABLE_KEYS, "identifier", "external")
            )


def _unknown(place: str, given: Mapping[str, Any], known: tuple[str, ...]) -> Iterator[str]:
    for key in given:
        if key not in known:
            misplaced = PLACES.get(str(key)) if known in (ENTRY_KEYS, CONFIG_KEYS) else None
            ending = f"; {misplaced}" if misplaced else hint(str(key), known)
            yield f"{place}: unknown key '{key}'{ending}".removeprefix(": ")


def _texts(place: str, given: Mapping[str, Any], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        if given.get(key) is not None and not isinstance(given[key], str):
            yield f"{place}{key}={given[key]} is not a text; put it in quotes"


def _lists(place: str, given: Mapping[str, Any], key: str, *, may_be_text: bool = False) -> Iterator[str]:
    value = given.get(key)
    items = value if isinstance(value, list) else [value]
    is_fit = isinstance(value, list) or (may_be_text and isinstance(value, str))
    if value is not None and not (is_fit and all(isinstance(item, str) for item in items)):
        such = "daily" if key == "tags" else "mail, email"
        yield f"{place}{key}={value} is not a list of text values such as [{such}]"


def _jinja(given: Any, place: str = "") -> Iterator[str]:
    """Yields texts that dbt would render: they could put secrets of the environment on the page."""
    if isinstance(given, Mapping):
        for key, value in given.items():
            if key not in UNREAD:
                yield from _jinja(value, f"{place}.{key}".removeprefix("."))
    elif isinstance(given, list):
        for value in given:
            yield from _jinja(value, place)
    elif isinstance(given, str) and ("{{" in given or "{%" in given):
        yield f"{place} holds Jinja ({given.strip()[:60]}); write the text itself"
