"""The project's SQL of campaign results, over customers that are given."""

from __future__ import annotations

from typing import Any

import duckdb

from orchestration.rules.said import said_by_macro

ARMS, EFFECTS = "insights/campaign_arms.sql", "insights/campaign_effects.sql"
INTERVALS = "insights/campaign_intervals.sql"
BESIDE = ("insights/students_t.sql", "insights/two_sided_p.sql", "insights/deviation_of_p.sql")


def results(
    database: duckdb.DuckDBPyConnection, placed: str, day: int, days: int, arms: int = 1
) -> list[dict[str, Any]]:
    """The results of all campaigns of a relation, as campaign_arms() asks for it, by campaign_id.

    placed has planned_share besides, which the campaign's row has in the warehouse. arms: how many each
    campaign has beside the one that is held out.
    """
    effects = (
        f"(with {said_by_macro(ARMS, 'campaign_arms', placed)}, {said_by_macro(EFFECTS, 'campaign_effects')}"
        f" select effects.*, shares.planned_share, {arms} as arms from effects"
        f" inner join (select campaign_id, min(planned_share) as planned_share from {placed}"
        " group by campaign_id) as shares on effects.campaign_id = shares.campaign_id)"
    )
    query = said_by_macro(INTERVALS, "campaign_intervals", effects, str(day), str(days), beside=BESIDE)
    found = database.execute(f"{query} order by campaign_id")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
