"""The layers of the project: folders of models in the order of the road, their schemas, and who builds them.

This is the one list of them. What a refresh selects, what makes kept figures stale, and what is removed
with the project follow from it. A test holds it against the folders that stand and against dbt_project.yml.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.project.prefix import prefixed


@dataclass(frozen=True)
class Layer:
    """A folder below models/, and the schema of its relations; in a statement it stands for that schema."""

    folder: str
    configured: str

    def __str__(self) -> str:
        return self.schema

    @property
    def schema(self) -> str:
        """The schema as the warehouse knows it; `configured` is what dbt_project.yml says."""
        return prefixed(self.configured)

    @property
    def path(self) -> str:
        """The folder as seen from the project's."""
        return f"models/{self.folder}"


STAGING = Layer("staging", "staging")
CORE = Layer("core", "core")
CONTACTS = Layer("contacts", "contacts")
PLAN = Layer("plan", "membership")
FEATURES = Layer("features", "features")
MEMBERSHIP = Layer("membership", "membership")
AUDIT_FACTS = Layer("audit_facts", "membership")
LEDGER = Layer("ledger", "ledger")
PUBLISHED = Layer("published", "published")
SEGMENTS = Layer("segments", "published")

# What follows from core and the rules before the audit. Part of it is kept from refresh to refresh.
EVALUATION = (PLAN, FEATURES, MEMBERSHIP, AUDIT_FACTS)
LAYERS = (STAGING, CORE, CONTACTS, *EVALUATION, LEDGER, PUBLISHED, SEGMENTS)

# Schemas without a layer: the files as they were loaded, what was made up beside them, what Python writes for
# dbt, what only owners may read, the receipts of deliveries, and who was told of what.
RAW, SYNTHETIC, AUDIT, HIDDEN = map(prefixed, ("raw", "synthetic", "audit", "hidden"))
DELIVERIES, NOTICES = prefixed("deliveries"), prefixed("notices")

# In these everything is the project's; others it may share with whoever loads tables.
SHARED_SCHEMAS = (RAW, SYNTHETIC, STAGING.schema)
OWN_SCHEMAS = (
    *dict.fromkeys(layer.schema for layer in LAYERS if layer != STAGING),
    HIDDEN,
    AUDIT,
    DELIVERIES,
    NOTICES,
)
SCHEMAS = (*SHARED_SCHEMAS, *OWN_SCHEMAS)
# What is for readers: everybody's, and the owners'.
READ_SCHEMAS = (PUBLISHED.schema, HIDDEN)

# The parts of a refresh as paths. What a user's own models of the input are, and are made from, comes first.
SEEDS = "seeds"
INPUT = (SEEDS, STAGING.path)
BEFORE_RULES = (*INPUT, CORE.path)
CANDIDATES = (*BEFORE_RULES, CONTACTS.path, *(layer.path for layer in EVALUATION))
PUBLICATION = (LEDGER.path, PUBLISHED.path)


def lies_in(node: Mapping[str, Any], paths: Iterable[str]) -> bool:
    """Whether a node of dbt's manifest is defined in one of the folders."""
    return node["original_file_path"].startswith(tuple(f"{path}/" for path in paths))
