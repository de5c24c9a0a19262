"""What is published about a segment's structure equals what Python computes from its members and core."""

import json
import math
from collections import Counter, defaultdict
from datetime import UTC
from itertools import combinations, pairwise
from statistics import quantiles
from zoneinfo import ZoneInfo

import pytest
import small_shop
from conftest import copy_built

TRAITS = ("age", "income", "household_composition")
NEW_YORK = ZoneInfo("America/New_York")
# The clock is the last of 2017; each band is as wide as all below it.
BANDS = """
select customer_id, case when count(*) < 2 then '1' when count(*) >= 64 then '64 or more'
    else concat((2 ** floor(log2(count(*)))) :: int, ' to ', (2 ** (1 + floor(log2(count(*))))) :: int - 1)
    end
from core.events
where event_name = 'basket' and occurred_on between date '2017-10-03' and date '2017-12-31'
group by customer_id
"""
NARROW = """country = 'SE' and {{ did('order', at_least=2) }}
    and ({{ did('order', within_days=15) }} or not {{ did('order', at_least=4) }})"""
SIDES = {"published": {"public"}, "hidden": {"public", "private"}}


@pytest.fixture(scope="module")
def members(warehouse) -> dict[str, dict[str, set]]:
    """The members of each segment, by schema."""
    found = {}
    for schema in SIDES:
        by_segment = defaultdict(set)
        for segment, customer in warehouse.rows(f"select segment, customer_id from {schema}.segment_members"):
            by_segment[segment].add(customer)
        found[schema] = dict(by_segment)
    return found


@pytest.mark.parametrize("schema", SIDES)
def test_overlaps_are_those_of_the_published_members(warehouse, members, schema: str) -> None:
    hidden, everybody = members["hidden"], {**members["published"], **members["hidden"]}
    customers = warehouse.rows("select count(*) from core.customers")[0][0]
    found = warehouse.rows(
        f"select segment_a, segment_b, in_both, only_a, only_b, jaccard, lift from {schema}.segment_overlaps"
    )

    pairs = {(a, b) for a, b in combinations(sorted(everybody), 2)}
    if schema == "published":
        pairs = {pair for pair in pairs if not set(pair) & set(hidden)}
    else:
        pairs = {pair for pair in pairs if set(pair) & set(hidden)}
    assert {(a, b) for a, b, *_ in found if everybody.get(a) and everybody.get(b)} == pairs
    for a, b, both, only_a, only_b, jaccard, lift in found:
        one, other = everybody.get(a, set()), everybody.get(b, set())
        assert (both, only_a, only_b) == (len(one & other), len(one - other), len(other - one))
        assert jaccard == pytest.approx(len(one & other) / len(one | other))
        if one and other:
            assert lift == pytest.approx(len(one & other) * customers / len(one) / len(other))


@pytest.mark.parametrize("schema", SIDES)
def test_profiles_are_those_of_the_members_beside_everybody(warehouse, members, schema: str) -> None:
    of = {
        row[0]: row[1:]
        for row in warehouse.rows(f"select customer_id, {', '.join(TRAITS)} from core.customers")
    }
    found = warehouse.rows(
        "select segment, trait, value, members, share, base_share, index, p_value"
        f" from {schema}.segment_profiles"
    )

    bands = dict(warehouse.rows(BANDS))
    of = {customer: (*traits, bands.get(customer, "0")) for customer, traits in of.items()}
    columns = (*TRAITS, "basket in 90 days")
    base = {trait: Counter(traits[place] for traits in of.values()) for place, trait in enumerate(columns)}
    expected = {}
    for segment, ids in members[schema].items():
        for place, trait in enumerate(columns):
            counted = Counter(of[customer][place] for customer in ids)
            for value, all_who_have in base[trait].items():
                expected[segment, trait, value] = (counted[value], len(ids), all_who_have, len(of))
    assert {row[:3] for row in found} == set(expected)
    corrected = _benjamini_hochberg({key: _p_alone(*counts) for key, counts in expected.items()})
    for segment, trait, value, count, share, base_share, index, p_value in found:
        some, size, all_who_have, customers = expected[segment, trait, value]
        assert count == some
        assert (share, base_share) == pytest.approx((some / size, all_who_have / customers))
        assert index == pytest.approx(100 * share / base_share)
        p_expected = corrected[segment, trait, value]
        assert p_value == (p_expected if p_expected is None else pytest.approx(p_expected, rel=1e-6))


@pytest.mark.parametrize("name", ["champions", "lapsing_households"])
def test_the_release_counts_the_attrition_that_the_command_finds(warehouse, name: str) -> None:
    done = warehouse.segments("attrition", name, "--json")
    assert done.returncode == 0, done.stderr
    columns = ("position", "depth", "kind", "remaining", "removed_alone", "false_count", "unknown_count")
    expected = [tuple(step[column] for column in columns) for step in json.loads(done.stdout)["steps"]]

    found = warehouse.rows(
        f"select {', '.join(columns)} from published.segment_attrition"
        f" where segment = '{name}' order by position"
    )

    assert found == expected
    members = warehouse.rows(f"select count(*) from published.segment_members where segment = '{name}'")
    assert members == [(min(row[3] for row in found if row[1] == 0),)]


def test_a_customers_segments_are_listed_by_name(warehouse, members) -> None:
    listed = warehouse.rows("select customer_id, segments, segment_count from published.customer_segments")

    expected = defaultdict(set)
    for segment, ids in members["published"].items():
        for customer in ids:
            expected[customer].add(segment)
    assert {customer: names.split(", ") for customer, names, _ in listed} == {
        customer: sorted(names) for customer, names in expected.items()
    }
    assert all(count == len(names.split(", ")) for _, names, count in listed)


@pytest.fixture(scope="module")
def tiers(built_shop, tmp_path_factory):
    """The shop with an exclusive group of two tiers, released at four clocks in another order."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("tiers") / "project")
    for priority, (name, rule) in enumerate(
        {
            "busy": "{{ did('order', at_least=2, within_days=10) }}",
            "calm": "{{ did('order', within_days=20) }}",
        }.items()
    ):
        meta = {"priority_group": "tiers", "priority": priority}
        small_shop.write_segment(project.root, name, rule, meta=meta)
    small_shop.write_segment(project.root, "narrow", NARROW)
    for day in ("2024-03-10", "2024-03-25", "2024-03-18", "2024-03-31"):
        project.refresh("--as-of", day)
    return project


def test_migrations_lead_from_each_clock_to_the_next(tiers) -> None:
    found = tiers.rows(
        "select priority_group, from_segment, to_segment, customers, period_start, period_end"
        " from published.segment_migrations"
    )

    stays = tiers.rows(
        "select segment, customer_id, entered_at, exited_at from published.segment_history"
        " where superseded_at is null and segment in ('busy', 'calm')"
    )
    clocks = [
        row[0] for row in tiers.rows("select distinct as_of from published.segment_releases order by 1")
    ]

    def tier(customer: str, at) -> str | None:
        names = {
            s for s, c, since, till in stays if c == customer and since <= at and (till is None or till > at)
        }
        assert len(names) <= 1
        return min(names, default=None)

    customers = {customer for _, customer, *_ in stays}
    expected = Counter(
        ("tiers", tier(customer, earlier), tier(customer, clock), earlier, clock)
        for earlier, clock in pairwise(clocks)
        for customer in customers
        if tier(customer, earlier) != tier(customer, clock)
    )
    assert len(expected) >= 4
    assert {(*row[:3], *row[4:]): row[3] for row in found} == dict(expected)


def test_timing_is_from_the_first_entry_seen_to_the_next_into_the_other(tiers) -> None:
    found = tiers.rows(
        "select from_segment, to_segment, customers, median_days, p25_days, p75_days"
        " from published.segment_timing"
    )

    stays = tiers.rows(
        "select segment, customer_id, entered_at from published.segment_history where superseded_at is null"
    )
    first = {segment: min(at for s, _, at in stays if s == segment) for segment, *_ in stays}
    entries = defaultdict(list)
    for segment, customer, at in stays:
        if at > first[segment]:
            entries[segment, customer].append(at)
    days = defaultdict(list)
    for (one, customer), ats in entries.items():
        for other in first:
            later = [at for at in entries.get((other, customer), []) if at > min(ats)]
            if other != one and later:
                days[one, other].append((_local_day(min(later)) - _local_day(min(ats))).days)
    assert days
    assert {row[:2]: row[2:] for row in found} == {
        pair: pytest.approx((len(taken), *(_percentile(taken, p) for p in (0.5, 0.25, 0.75))))
        for pair, taken in days.items()
    }


def test_attrition_counts_who_is_left_after_each_condition(tiers) -> None:
    """Customer n has no known country if n % 4 = 0, is of SE if it is 1, and ordered n % 5 times."""
    done = tiers.segments("attrition", "narrow", "--as-of", small_shop.DAY, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)

    everybody = set(range(1, 41))
    unknown = {n for n in everybody if n % 4 == 0}
    swedes = {n for n in everybody if n % 4 == 1}
    twice = {n for n in everybody if n % 5 >= 2}
    recent = {n for n in everybody if any(n + k <= 14 for k in range(n % 5))}
    often = {n for n in everybody if n % 5 >= 4}
    either = recent | (everybody - often)
    assert answer["customers"] == len(everybody)
    columns = ("depth", "kind", "remaining", "removed_alone", "false_count", "unknown_count")
    expected = [
        (0, "condition", swedes, (twice & either) - swedes, everybody - swedes - unknown, unknown),
        (0, "condition", swedes & twice, (swedes & either) - twice, everybody - twice, set()),
        (0, "any", swedes & twice & either, (swedes & twice) - either, everybody - either, set()),
        (1, "condition", swedes & twice & recent, None, everybody - recent, set()),
        (1, "not", (swedes & twice) - often, None, often, set()),
        (2, "condition", swedes & twice & often, None, everybody - often, set()),
    ]
    assert [tuple(step[column] for column in columns) for step in answer["steps"]] == [
        (depth, kind, *(None if counted is None else len(counted) for counted in counts))
        for depth, kind, *counts in expected
    ]


def _local_day(instant):
    return instant.replace(tzinfo=UTC).astimezone(NEW_YORK).date()


def _percentile(values: list[int], share: float) -> float:
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=4, method="inclusive")[{0.25: 0, 0.5: 1, 0.75: 2}[share]]


def _p_alone(some: int, size: int, all_who_have: int, customers: int) -> float | None:
    others = customers - size
    common = all_who_have / customers
    if min(size, others) * min(common, 1 - common) < 5:
        return None
    distance = abs(some / size - (all_who_have - some) / others)
    deviation = distance / math.sqrt(common * (1 - common) * (1 / size + 1 / others))
    return math.erfc(min(deviation, 37) / math.sqrt(2))


def _benjamini_hochberg(alone: dict) -> dict:
    ranked = sorted((p, key) for key, p in alone.items() if p is not None)
    corrected, least = dict.fromkeys(alone), 1.0
    for place in range(len(ranked), 0, -1):
        p, key = ranked[place - 1]
        least = min(least, p * len(ranked) / place)
        corrected[key] = least
    return corrected
