"""Mistakes in a YAML file of the segments that are visible before its entries are read."""

from collections.abc import Iterator, Mapping

import yaml

from orchestration.project.nearest import hint
from orchestration.rules.entries import Loader

FILE_KEYS = ("version", "models", "groups", "unit_tests", "data_tests", "anchors")


def file_mistakes(text: str) -> Iterator[str]:
    """Yields sentences about a YAML file of the segments as a whole, whatever its entries say."""
    try:
        content, tree = yaml.load(text, Loader), yaml.compose(text, Loader)
    except yaml.YAMLError:
        # dbt reports the place.
        return
    yield from _repeated(tree)
    if content is not None and not isinstance(content, Mapping):
        such = "a list" if isinstance(content, list) else "a text"
        yield f"holds {such} where keys such as models: are expected; write models: above it"
        return
    content = content or {}
    for key in content:
        if key not in FILE_KEYS:
            yield f"unknown key '{key}'{hint(str(key), FILE_KEYS)}"
    for kind in ("models", "groups"):
        if kind in content and content[kind] is None:
            yield f"{kind}: is empty; list entries that begin with - name: below it, or remove the key"
        listed = content.get(kind) or []
        if not isinstance(listed, list) or not all(isinstance(entry, Mapping) for entry in listed):
            yield f"{kind}: is not a list of entries that begin with - name:"


def _repeated(tree: yaml.Node | None) -> Iterator[str]:
    """Yields repeated keys. YAML uses the last of two equal keys, and loses the first value."""
    waiting, seen = [tree] if tree else [], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
            continue
        keys: set[str] = set()
        for key, value in node.value:
            waiting.append(value)
            if key.value in keys:
                yield f"line {key.start_mark.line + 1}: '{key.value}' appears twice; keep one"
            if isinstance(key.value, str):
                keys.add(key.value)
