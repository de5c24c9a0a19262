"""What the report shows, read from the published relations: what readers may not see can't get into it."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from orchestration.project.layers import PUBLISHED
from orchestration.project.project import Project
from orchestration.publication.catalogue import read_releases, read_segments, still_listed
from orchestration.publication.clusters import read_clusters, read_emerging
from orchestration.publication.lateness import with_lateness
from orchestration.publication.moves import read_moves, told_move
from orchestration.publication.scores import read_member_scores, read_scores
from orchestration.warehouse.connections import Warehouse

# Clocks of a segment's past that the page draws, the latest ones: with 200 segments it stays below 3 MB.
CLOCKS = 120

HISTORY = (
    "as_of",
    "size",
    "share",
    "unknown",
    "entered",
    "exited",
    "value_total",
    "value_mean",
    "explained_by",
)
PROFILE = ("trait", "value", "members", "share", "base_share", "index", "p_value")
ASSOCIATION = (
    *("trait_a", "value_a", "trait_b", "value_b", "members", "support", "confidence", "confidence_reversed"),
    *("lift", "p_value", "base_support", "base_lift", "index", "index_p_value"),
)
OFFER = (
    *("kind", "thing", "members", "buyers", "lacking", "expected_buyers", "amount", "expected_amount"),
    *("prize", "p_value"),
)
OVERLAP = ("segment_a", "segment_b", "in_both", "jaccard", "lift")
ATTRITION = (
    *("depth", "condition", "customers", "remaining", "removed_alone", "false_count", "unknown_count"),
    "is_estimate",
)
VALUE = (
    *("decile", "members", "share", "value", "value_share", "base_value_share"),
    *("negative_members", "negative_value"),
)
TIMING = ("from_segment", "to_segment", "customers", "median_days")
MIGRATION = ("priority_group", "from_segment", "to_segment", "customers", "period_start", "period_end")

BACKTEST = (
    *("segment", "outcome", "horizon_days", "as_of_day", "members", "hits", "precision", "precision_low"),
    *("precision_high", "recall", "base", "lift", "lift_low", "lift_high", "is_current", "tested_on"),
)

GOAL = (
    *("goal", "segment", "metric", "direction", "target", "observed", "progress", "due_on", "status"),
    *("owner", "review_due_on", "is_review_due", "noted_on", "author", "note"),
)

FOLLOW_UP = ("follow_up", "segment", "happening", "responsible", "due_at", "escalations")

CAMPAIGN = (
    *("campaign", "segment", "starts_on", "ends_on", "last_day", "is_random", "recipients", "others"),
    *("recipients_mean", "others_mean", "effect", "effect_low", "effect_high", "effect_p"),
    *("effect_always_low", "effect_always_high", "sizes_p", "warning", "recorded_at"),
)

CAMPAIGN_ARM = (
    *("campaign", "segment", "arm", "arms", "recipients", "recipients_mean", "others", "others_mean"),
    *("effect", "effect_low", "effect_high", "effect_p", "effect_always_low", "effect_always_high"),
    *("sizes_p", "warning"),
)

ASSOCIATIONS = f"""
select *
from {PUBLISHED}.segment_associations
where least(coalesce(p_value, 1), coalesce(index_p_value, 1)) < 0.05
order by
    segment, least(coalesce(p_value, 1), coalesce(index_p_value, 1)), trait_a, value_a, trait_b, value_b
"""
LAST_AUDITS = f"""
select segment, check_name, severity, passed, observed, expected
from {PUBLISHED}.segment_audits
where release_id = (select max(release_id) from {PUBLISHED}.segment_audits)
order by segment, check_name
"""
LAST_OF_CLOCK = f"select * from {PUBLISHED}.segment_metrics where is_latest_of_clock order by segment, as_of"
LAST_ATTRITION = f"""
select *
from {PUBLISHED}.segment_attrition as attrition
where release_id
    = (select max(release_id) from {PUBLISHED}.segment_attrition where segment = attrition.segment)
order by segment, position
"""
QUALITY = (
    *("value_p10", "value_p50", "value_p90", "value_spread"),
    *("score_mean", "score_spread", "score_min", "score_max"),
)
DRIFT = f"""
select segment, psi_size, psi_profile, psi_trait, baseline_as_of
from {PUBLISHED}.segment_drift as drift
where release_id = (select max(release_id) from {PUBLISHED}.segment_drift where segment = drift.segment)
"""

Row = dict[str, Any]


def read_content(project: Project, reader: Warehouse) -> dict[str, Any]:
    """All that the page shows, as JSON has it: times as ISO texts in UTC, exact decimals as floats."""
    metrics = reader.rows(LAST_OF_CLOCK)
    segments = with_lateness(project, still_listed(project, read_segments(reader)))
    content = {
        "project": project.name,
        "zone": project.variables["time_zone"],
        "releases": read_releases(reader, limit=50),
        "segments": segments,
        "history": _by_segment(metrics, HISTORY, CLOCKS),
        # Of the latest clock: the rows are in their order.
        "quality": {row["segment"]: [row[column] for column in QUALITY] for row in metrics},
        "score": project.variables.get("score_trait") or "rank by value",
        "moves": _moves(reader),
        "profiles": _by_segment(
            reader.rows(f"select * from {PUBLISHED}.segment_profiles order by segment, trait, value"), PROFILE
        ),
        "associations": _by_segment(reader.rows(ASSOCIATIONS), ASSOCIATION),
        "offers": _by_segment(
            reader.rows(
                f"select * from {PUBLISHED}.segment_offers order by segment, kind, prize desc, thing"
            ),
            OFFER,
        ),
        "cross_sell": project.cross_sell,
        "audits": _by_segment(
            reader.rows(LAST_AUDITS), ("check_name", "severity", "passed", "observed", "expected")
        ),
        "drift": {row["segment"]: row for row in reader.rows(DRIFT)},
        "values": _by_segment(
            reader.rows(f"select * from {PUBLISHED}.segment_value order by segment, decile"), VALUE
        ),
        "attrition": _by_segment(reader.rows(LAST_ATTRITION), ATTRITION),
        "overlaps": _table(
            reader.rows(f"select * from {PUBLISHED}.segment_overlaps where in_both > 0"), OVERLAP
        ),
        "timing": _table(reader.rows(f"select * from {PUBLISHED}.segment_timing"), TIMING),
        "migrations": _table(
            reader.rows(
                f"select * from {PUBLISHED}.segment_migrations"
                " order by period_end, customers desc, priority_group, from_segment, to_segment"
            ),
            MIGRATION,
        ),
        "follow_ups": _table(
            reader.rows(f"select * from {PUBLISHED}.segment_follow_ups order by due_at, follow_up"), FOLLOW_UP
        ),
        "backtests": _table(
            reader.rows(f"select * from {PUBLISHED}.backtest_results order by segment, outcome, as_of_day"),
            BACKTEST,
        ),
        "campaigns": _table(
            reader.rows(
                f"select * from {PUBLISHED}.campaign_results order by starts_on desc, campaign, segment"
            ),
            CAMPAIGN,
        ),
        "campaign_arms": _table(
            reader.rows(
                f"select * from {PUBLISHED}.campaign_arm_results"
                " order by starts_on desc, campaign, segment, arm"
            ),
            CAMPAIGN_ARM,
        ),
        "goals": _table(reader.rows(f"select * from {PUBLISHED}.segment_goals order by due_on, goal"), GOAL),
        "scores": read_scores(reader),
        "member_scores": read_member_scores(reader),
        "clusters": read_clusters(reader),
        "emerging": read_emerging(reader),
    }
    return _plain(content)


def _moves(reader: Warehouse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in read_moves(reader):
        found[row["segment"]].append(told_move(row))
    return found


def _by_segment(
    rows: list[Row], columns: tuple[str, ...], most: int | None = None
) -> dict[str, list[list[Any]]]:
    """The rows of each segment without their names, which would be most of the page."""
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for row in rows:
        found[row["segment"] or ""].append([row[column] for column in columns])
    return {segment: lines[-most:] if most else lines for segment, lines in found.items()}


def _table(rows: list[Row], columns: tuple[str, ...]) -> list[list[Any]]:
    return [[row[column] for column in columns] for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return float(f"{value:.6g}") if isinstance(value, float) else value
