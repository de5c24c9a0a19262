"""The kinds of features, read from their only definition, macros/features/_kinds.sql."""

from collections.abc import Mapping
from typing import Any

from orchestration.rules.said import said_by_macro

KINDS_FILE = "features/_kinds.sql"
KINDS: Mapping[str, Mapping[str, Any]] = said_by_macro(KINDS_FILE, "_kinds")

BOOLEAN = frozenset(name for name, kind in KINDS.items() if kind["type"] == "boolean")
# For these, a customer has no value because nothing happened, not because something is unknown.
VALUES_OF_EVENTS = frozenset(
    name for name, kind in KINDS.items() if kind["from"] == "events" and kind["absent"] is None
)
