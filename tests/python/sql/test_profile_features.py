"""Segments are profiled by what their members did: the bands that Python counts them into."""

from __future__ import annotations

from collections import Counter

import pytest
import small_shop
from conftest import open_in_memory

FEATURES = [
    {"within_days": 10},
    {"event": "order", "within_days": 20},
    {"event": "visit", "within_days": 5},
]


def test_members_are_counted_by_the_bands_of_what_they_did_also_after_a_day_has_passed() -> None:
    """Customer n ordered n % 5 times, the last n days before 31 March; there are no visits."""
    with open_in_memory() as project:
        for day in ("2024-03-30", small_shop.DAY):
            variables = {**small_shop.IN_MEMORY, "as_of": day, "profile_features": FEATURES}
            project.set_variables({**variables, "profile_traits": None})
            project.refresh()
        run = project.database.execute
        columns = "segment, trait, value, members, share, base_share"
        found = run(
            f"select {columns} from ({project.render('segment_profiles')}) order by 1, 2, 3"
        ).fetchall()
        hidden = run(f"select count(*) from ({project.render('hidden_segment_profiles')})").fetchall()
        members = run("select segment, customer_id from ledger.current_members").fetchall()
        modes = run("select mode from ledger.releases order by release_id").fetchall()

    assert modes == [("full",), ("incremental",)]
    assert hidden == [(0,)]
    expected = []
    for label, days in (("events in 10 days", 10), ("order in 20 days", 20)):
        bands = {f"c{n:02}": _band(sum(n + k < days for k in range(n % 5))) for n in range(1, 41)}
        base = Counter(bands.values())
        for segment in {segment for segment, _ in members}:
            counted = Counter(bands[customer] for name, customer in members if name == segment)
            for band, customers in base.items():
                size = counted.total()
                expected.append((segment, label, band, counted[band], counted[band] / size, customers / 40))
    assert {row[2] for row in found} == {"0", "1", "2 to 3", "4 to 7"}
    assert [row[:4] for row in found] == [row[:4] for row in sorted(expected)]
    assert [row[4:] for row in found] == [pytest.approx(row[4:]) for row in sorted(expected)]


def test_what_names_no_feature_is_refused_in_a_sentence(shop_in_memory) -> None:
    for given in (["age"], [{"within_days": "90"}], [{"within_days": 0}], [{"event": "order"}], "order"):
        shop_in_memory.set_variables({**small_shop.IN_MEMORY, "profile_features": given})
        with pytest.raises(Exception, match=r"dbt_project.yml: .* is not a list of events and days such as"):
            shop_in_memory.refresh()


def _band(count: int) -> str:
    return next(band for least, band in ((4, "4 to 7"), (2, "2 to 3"), (1, "1"), (0, "0")) if count >= least)
