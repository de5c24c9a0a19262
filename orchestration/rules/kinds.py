"""The kinds of features, read from macros/features/_kinds.sql, where what a kind is stands once."""

from collections.abc import Mapping
from typing import Any

from orchestration.rules.said import said_by_macro

KINDS_FILE = "features/_kinds.sql"
KINDS: Mapping[str, Mapping[str, Any]] = said_by_macro(KINDS_FILE, "_kinds")

BOOLEAN = frozenset(name for name, kind in KINDS.items() if kind["type"] == "boolean")
# Of these a customer about whom nothing is known has no value because nothing happened.
VALUES_OF_EVENTS = frozenset(
    name for name, kind in KINDS.items() if kind["from"] == "events" and kind["absent"] is None
)
