"""Arms are drawn in SQL as plain Python draws them: within strata, by the order of hashes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor

import duckdb
import pytest

from orchestration.campaigns.starting import ASSIGNMENT, BESIDE
from orchestration.rules.said import said_by_macro

RELATIONS = {"members": "members", "recorded": "taken", "customers": "customers", "values": "worths"}
COUNTRY = {"name": "country", "column": 'customers."country"'}
TIER = {"name": "value_tier", "column": None}
TWO, THREE = {"mailing": 8800, "holdout": 1200}, {"a": 3333, "b": 3334, "holdout": 3333}
CAMPAIGN = "ann's sale"
Row = tuple[str, str, str, str]


def digits(text: str) -> str:
    return hashlib.md5(f"campaign:{CAMPAIGN}:{text}".encode(), usedforsecurity=False).hexdigest()


def drawn(strata: Mapping[str, tuple[str, str]], arms: Mapping[str, int]) -> set[Row]:
    """The arm of each customer, by their segment and stratum."""
    names = sorted(set(strata.values()), key=lambda name: digits(":".join(name)))
    found = set()
    for number, (segment, stratum) in enumerate(names, start=1):
        customers = sorted((c for c in strata if strata[c] == (segment, stratum)), key=digits)
        begin, share = 0, 0
        for arm, hundredths in arms.items():
            share += hundredths
            end = floor(Fraction(share * len(customers), 10_000) + Fraction(2 * number - 1, 2 * len(names)))
            found |= {(segment, customer, stratum, arm) for customer in customers[begin:end]}
            begin = end
    return found


@pytest.fixture
def database():
    """Sixty members of one segment and thirty of another, in some of five countries or in none."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table members (segment varchar, customer_id varchar);"
            " create table taken (campaign varchar, customer_id varchar);"
            " create table customers (customer_id varchar, country varchar);"
            " create table worths (customer_id varchar, value decimal(38, 4))"
        )
        for n in range(75):
            country = None if n % 7 == 0 else f"C{n % 5}"
            connection.execute("insert into customers values (?, ?)", [f"c{n}", country])
            if n < 60:
                connection.execute("insert into members values ('loyal', ?)", [f"c{n}"])
                connection.execute("insert into worths values (?, ?)", [f"c{n}", (n * 7) % 20 - 3])
            if n >= 45:
                connection.execute("insert into members values ('recent', ?)", [f"c{n}"])
        yield connection


def assigned(
    database: duckdb.DuckDBPyConnection,
    arms: Mapping[str, int],
    strata: Sequence[Mapping[str, str | None]] = (),
    competing: Iterable[str] = (),
    segments: Sequence[str] = ("loyal",),
) -> set[Row]:
    arguments = (CAMPAIGN, segments, arms, strata, list(competing), RELATIONS)
    rows = database.execute(said_by_macro(ASSIGNMENT, "arm_assignment", *arguments, beside=BESIDE)).fetchall()
    assert len({row[1] for row in rows}) == len(rows)
    return set(rows)


def country(n: int) -> str:
    return "country unknown" if n % 7 == 0 else f"country=C{n % 5}"


@pytest.mark.parametrize("arms", [TWO, THREE, {"mailing": 10_000}, {"a": 1, "b": 9999}])
def test_without_strata_each_arm_gets_its_percent(database, arms):
    found = assigned(database, arms)
    assert found == drawn({f"c{n}": ("loyal", "") for n in range(60)}, arms)
    sizes = Counter(arm for *_, arm in found)
    assert all(abs(sizes[arm] - 60 * hundredths / 10_000) < 1 for arm, hundredths in arms.items())


@pytest.mark.parametrize("arms", [TWO, THREE])
def test_within_each_stratum_each_arm_gets_its_percent(database, arms):
    found = assigned(database, arms, [COUNTRY])
    assert found == drawn({f"c{n}": ("loyal", country(n)) for n in range(60)}, arms)
    strata = Counter(stratum for _, _, stratum, _ in found)
    sizes = Counter((stratum, arm) for _, _, stratum, arm in found)
    assert len(strata) == 6
    for stratum, customers in strata.items():
        for arm, hundredths in arms.items():
            assert abs(sizes[stratum, arm] - customers * hundredths / 10_000) < 1


def test_quarters_by_value_are_strata_with_equal_values_in_the_order_of_hashes(database):
    found = assigned(database, TWO, [COUNTRY, TIER])
    order = sorted(range(60), key=lambda n: (-((n * 7) % 20 - 3), digits(f"c{n}")))
    tiers = {n: place // 15 + 1 for place, n in enumerate(order)}
    names = {f"c{n}": ("loyal", f"{country(n)}, value_tier={tiers[n]}") for n in range(60)}
    assert found == drawn(names, TWO)


def test_the_arms_of_strata_of_one_customer_add_up_to_their_percent(database):
    """Each alone rounds to the larger arm: all sixty would get the mailing."""
    database.execute("update customers set country = customer_id")
    sizes = Counter(arm for *_, arm in assigned(database, TWO, [COUNTRY]))
    assert sizes == {"mailing": 53, "holdout": 7}


def test_a_customer_of_several_segments_is_in_the_first_one_that_is_named(database):
    found = assigned(database, TWO, segments=("recent", "loyal"))
    names = {f"c{n}": ("recent" if n >= 45 else "loyal", "") for n in range(75)}
    assert found == drawn(names, TWO)


def test_a_customer_of_a_competing_campaign_is_left_out(database):
    database.execute("insert into taken values ('other', 'c1'), ('other', 'c2'), ('elsewhere', 'c3')")
    found = assigned(database, TWO, competing=["other"])
    assert found == drawn({f"c{n}": ("loyal", "") for n in range(60) if n not in (1, 2)}, TWO)


def test_numbers_as_ids_are_drawn_as_their_texts_are(database):
    texts = {(customer, arm) for _, customer, _, arm in assigned(database, TWO)}
    for table in ("members", "customers", "worths", "taken"):
        database.execute(f"update {table} set customer_id = replace(customer_id, 'c', '')")
        database.execute(f"alter table {table} alter customer_id type integer")
    found = assigned(database, TWO)
    assert found == {
        (segment, int(customer), stratum, arm)
        for segment, customer, stratum, arm in drawn({str(n): ("loyal", "") for n in range(60)}, TWO)
    }
    assert len(found) == len(texts)
