"""The layers of the project: folders of models in the order of the road, their schemas, and who builds them.

This is the only list of layers. It determines what a refresh selects, what makes kept figures stale, and what
is removed with the project. A test compares it with the existing folders and with dbt_project.yml.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.project.prefix import prefixed


@dataclass(frozen=True)
class Layer:
    """A folder below models/ and its relations' schema, which is its text in a statement."""

    folder: str
    configured: str

    def __str__(self) -> str:
        return self.schema

    @property
    def schema(self) -> str:
        """The schema's name in the warehouse. `configured` is its name in dbt_project.yml."""
        return prefixed(self.configured)

    @property
    def path(self) -> str:
        """The folder, relative to the project's."""
        return f"models/{self.folder}"


STAGING = Layer("staging", "staging")
CORE = Layer("core", "core")
SCORES = Layer("scores", "scores")
CONTACTS = Layer("contacts", "contacts")
PLAN = Layer("plan", "membership")
FEATURES = Layer("features", "features")
MEMBERSHIP = Layer("membership", "membership")
AUDIT_FACTS = Layer("audit_facts", "membership")
LEDGER = Layer("ledger", "ledger")
PUBLISHED = Layer("published", "published")
SEGMENTS = Layer("segments", "published")

# What is derived from core and the rules before the audit. Part of it is kept between refreshes.
EVALUATION = (PLAN, FEATURES, MEMBERSHIP, AUDIT_FACTS)
LAYERS = (STAGING, CORE, SCORES, CONTACTS, *EVALUATION, LEDGER, PUBLISHED, SEGMENTS)

# Schemas without a layer: the files as they were loaded, what was made up beside them, what Python writes for
# dbt, what only owners may read, the receipts of deliveries, and who was told of what.
RAW, SYNTHETIC, AUDIT, HIDDEN = map(prefixed, ("raw", "synthetic", "audit", "hidden"))
DELIVERIES, NOTICES = prefixed("deliveries"), prefixed("notices")

# The project may share these schemas with the tools that load tables. In all others, everything is the
# project's.
SHARED_SCHEMAS = (RAW, SYNTHETIC, STAGING.schema)
OWN_SCHEMAS = (
    *dict.fromkeys(layer.schema for layer in LAYERS if layer != STAGING),
    HIDDEN,
    AUDIT,
    DELIVERIES,
    NOTICES,
)
SCHEMAS = (*SHARED_SCHEMAS, *OWN_SCHEMAS)
# The schemas that people read: everybody's, and the owners'.
READ_SCHEMAS = (PUBLISHED.schema, HIDDEN)

# The parts of a refresh as paths. The user's own models of the input, and what they are made from, come
# first.
SEEDS = "seeds"
INPUT = (SEEDS, STAGING.path)
BEFORE_RULES = (*INPUT, CORE.path)
# What is the same at every clock, except for scores of customers.
BEFORE_CLOCKS = (*BEFORE_RULES, CONTACTS.path)
CANDIDATES = (*BEFORE_CLOCKS, SCORES.path, *(layer.path for layer in EVALUATION))


def _models(layer: Layer, *names: str) -> dict[str, str]:
    return {name: f"{layer.path}/{name}.sql" for name in names}


# The folders of the scores and of the clusters. By name, the paths of the models that say whether customers
# are scored or put into clusters in this refresh, and by what; and of what core makes of its customers, who
# are others with other scores.
SCORINGS = f"{SCORES.path}/kept"
BEFORE_SCORING = _models(SCORES, "scoring_plan", "purchase_histories")
CLUSTERS = f"{SCORES.path}/clusters"
CLUSTERINGS = f"{CLUSTERS}/kept"
BEFORE_CLUSTERS = {
    name: f"{CLUSTERS}/{name}.sql" for name in ("cluster_plan", "cluster_feature_names", "cluster_features")
}
CUSTOMERS = _models(CORE, "customer_changes", "pending_customers", "customers")
PUBLICATION = (LEDGER.path, PUBLISHED.path)


def lies_in(node: Mapping[str, Any], paths: Iterable[str]) -> bool:
    """Returns whether a node of dbt's manifest is defined in one of the folders."""
    return node["original_file_path"].startswith(tuple(f"{path}/" for path in paths))
