"""Candidates are compared with their own past: sizes, profiles and baselines, figure by figure."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import log
from typing import Any

import duckdb
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template
from proof.harness import Project, SegmentFile
from small_shop import DAY, IN_MEMORY, SEGMENTS

LAST = date.fromisoformat(DAY)
PROFILES = IN_MEMORY | {"profile_traits": ["country"], "checked_percent": 0}


def refreshed(project: Project, days_later: int, **variables: Any) -> None:
    clock = (LAST + timedelta(days=days_later)).isoformat()
    project.set_variables(PROFILES | {"as_of": clock} | variables)
    project.refresh()


def drift(project: Project, segment: str) -> dict[str, Any]:
    found = project.database.execute("select * from membership.candidate_drift where segment = ?", [segment])
    return dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))


def describe(project: Project, name: str, rule: str | None = None, **meta: Any) -> None:
    """Sets the shop's segments, one of them with its own meta or rule."""
    project.set_segments(
        SegmentFile(
            other,
            f"{{% call segment() %}}\n{rule if rule and other == name else known}\n{{% endcall %}}\n",
            family,
            config={"meta": meta if other == name else {}},
        )
        for other, (family, known) in SEGMENTS.items()
    )


def psi(bins: list[tuple[float, float]]) -> float:
    """Returns the index computed by hand, with half a member more in each bin."""
    now, before = (sum(side) + 0.5 * len(bins) for side in zip(*bins, strict=True))
    shares = [((a + 0.5) / now, (b + 0.5) / before) for a, b in bins]
    return sum((p - q) * log(p / q) for p, q in shares)


def test_changes_of_size_are_those_between_days_and_the_baseline_is_four_weeks_old(shop_in_memory) -> None:
    # Customers leave `recent` one by one: the last order of customer n is n days before DAY.
    for days in range(0, 32):
        if days < 6 or days > 28:
            refreshed(shop_in_memory, days)
    found = drift(shop_in_memory, "recent")
    sizes = shop_in_memory.database.execute(
        "select size from membership.past_sizes where segment = 'recent' order by recency desc"
    ).fetchall()
    assert found["past_changes"] == len(sizes) - 1 == 7
    assert found["baseline_as_of"].date() - timedelta(days=1) == LAST + timedelta(days=3)
    changes = sorted(b - a for (a,), (b,) in pairwise(sizes))
    assert found["usual_size"] == sizes[-1][0] + changes[3]


def test_profiles_move_by_the_index_of_their_values(shop_in_memory) -> None:
    refreshed(shop_in_memory, 0)
    assert drift(shop_in_memory, "loyal")["psi_profile"] is None
    before = profile(shop_in_memory, "loyal")
    shop_in_memory.database.execute("update shop.customers set country = 'DK' where country = 'SE'")
    refreshed(shop_in_memory, 1)
    after = profile(shop_in_memory, "loyal")
    bins = [(after.get(value, 0), before.get(value, 0)) for value in before.keys() | after.keys()]
    found = drift(shop_in_memory, "loyal")
    assert (found["psi_trait"], len(bins)) == ("country", 4)
    assert found["psi_profile"] == pytest.approx(psi(bins))
    # 16.27 is the bound that chi-squared with 3 degrees of freedom stays below in 999 of 1,000 cases.
    chance = 16.27 * (1 / sum(after.values()) + 1 / sum(before.values()))
    assert found["psi_by_chance"] == pytest.approx(chance, rel=0.02)
    sizes = [(sum(side), 40 - sum(side)) for side in (after.values(), before.values())]
    assert found["psi_size"] == pytest.approx(psi(list(zip(*sizes, strict=True))))


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=2, max_size=20), st.randoms())
def test_traits_that_moved_alike_have_the_same_index_in_any_order_of_values(bins, random) -> None:
    shuffled = random.sample(bins, len(bins))
    assert index_in_sql(bins) == index_in_sql(shuffled) == pytest.approx(psi(bins), abs=1e-10)


def index_in_sql(bins: list[tuple[int, int]]) -> float:
    macro = (ROOT / "macros" / "audit_facts" / "stability_index.sql").read_text(encoding="utf-8")
    index = Template(macro + "{{ _psi('now', 'before', 'all_now', 'all_before', 'bins') }}").render()
    rows = ", ".join(f"({now}, {before})" for now, before in bins)
    totals = "sum(now) over () as all_now, sum(before) over () as all_before, count(*) over () as bins"
    counted = f"select *, {totals} from (values {rows}) as counts(now, before)"
    return duckdb.execute(f"select {index} from ({counted}) as bins").fetchone()[0]


def profile(project: Project, segment: str) -> dict[str | None, int]:
    query = "select value, members from membership.candidate_profiles where segment = ? and trait = 'country'"
    return dict(project.database.execute(query, [segment]).fetchall())


def test_another_rule_and_a_day_given_begin_a_new_history(shop_in_memory) -> None:
    for days in range(3):
        refreshed(shop_in_memory, days)
    assert drift(shop_in_memory, "loyal")["past_changes"] == 1
    describe(shop_in_memory, "loyal", history_from=(LAST + timedelta(days=1)).isoformat())
    refreshed(shop_in_memory, 3)
    found = drift(shop_in_memory, "loyal")
    assert (found["past_changes"], found["baseline_as_of"].date()) == (1, LAST + timedelta(days=2))
    describe(shop_in_memory, "loyal", baseline=(LAST + timedelta(days=2)).isoformat())
    refreshed(shop_in_memory, 4)
    assert drift(shop_in_memory, "loyal")["baseline_as_of"].date() == LAST + timedelta(days=3)
    describe(shop_in_memory, "loyal", rule="{{ did('order', at_least=2) }}")
    refreshed(shop_in_memory, 5)
    found = drift(shop_in_memory, "loyal")
    assert (found["past_changes"], found["baseline_as_of"], found["psi_size"]) == (0, None, None)


def test_profiles_of_a_day_are_counted_once_where_figures_are(shop_in_memory) -> None:
    counted = "select release_id, count(*) from ledger.profile_log group by 1 order by 1"
    for days in (0, 1, 1, 2):
        refreshed(shop_in_memory, days, value_figures="day")
    assert [release for release, _ in shop_in_memory.database.execute(counted).fetchall()] == [1, 2, 4]
    assert profile(shop_in_memory, "loyal")


def test_traits_that_nobody_has_make_no_profile(shop_in_memory) -> None:
    refreshed(shop_in_memory, 0, profile_traits=["age", "income"])
    assert profile(shop_in_memory, "loyal") == {}


def test_a_group_is_held_whole_and_shares_nobody(shop_in_memory) -> None:
    places = {"recent": 1, "loyal": 2}
    shop_in_memory.set_segments(
        SegmentFile(
            name,
            f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n",
            family,
            config={"meta": {"priority_group": "tier", "priority": places[name]} if name in places else {}},
        )
        for name, (family, rule) in SEGMENTS.items()
    )
    shop_in_memory.set_variables(PROFILES)
    shop_in_memory.refresh(held=["loyal"])
    decisions = dict(
        shop_in_memory.database.execute(
            "select segment, reason from ledger.release_decisions where decision = 'hold'"
        ).fetchall()
    )
    assert decisions.keys() == {"loyal", "recent", "loyal_swedes"}
    assert decisions["recent"] == "shares its customers out with loyal, which is held"
    shared = "select segment, shared from membership.segment_facts where shared > 0 order by 1"
    assert shop_in_memory.database.execute(shared).fetchall() == []

    # A wrong kept verdict: every loyal customer is recent as well.
    slots = dict(
        shop_in_memory.database.execute("select segment, slot from membership.segment_slots").fetchall()
    )
    shop_in_memory.database.execute(
        f"update membership.customer_verdicts set members_0 = members_0 | {1 << slots['recent']}"
    )
    shop_in_memory.build(["shared_members", "segment_facts"])
    assert {name for name, _ in shop_in_memory.database.execute(shared).fetchall()} == {"loyal", "recent"}
