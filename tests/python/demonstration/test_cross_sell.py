"""What members of the demonstration's segments lack, as Python counts it from core."""

from __future__ import annotations

import csv
import json
from collections import defaultdict

import pytest
from conftest import BuiltProject, copy_built

SEGMENT, DAYS = "national_brand_devotees", ("2017-10-03", "2017-12-31")
ARGUMENTS = ("cross-sell", SEGMENT, "--event", "purchase", "--by", "department")


def test_offers_are_what_comparable_households_buy(warehouse: BuiltProject) -> None:
    done = warehouse.segments(*ARGUMENTS, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["since"], answer["until"]) == DAYS

    values = dict(warehouse.rows("select customer_id, value from features.customer_values"))
    ordered = sorted(values, key=lambda customer: (-values[customer], customer))
    small, bigger = divmod(len(ordered), 10)
    sizes = [small + (place < bigger) for place in range(10)]
    numbers = [tenth for tenth, size in enumerate(sizes) for _ in range(size)]
    tenth = dict(zip(ordered, numbers, strict=True))
    rows = warehouse.rows(f"select customer_id from ledger.current_members where segment = '{SEGMENT}'")
    members = {customer for (customer,) in rows}
    spent: dict[str, dict[int, float]] = defaultdict(dict)
    for department, customer, amount in warehouse.rows(
        "select department, customer_id, sum(amount) from core.events where event_name = 'purchase'"
        f" and department is not null and occurred_on between '{DAYS[0]}' and '{DAYS[1]}' group by 1, 2"
    ):
        spent[department][customer] = float(amount)

    assert answer["members"] == len(members)
    assert answer["offers"]
    for offer in answer["offers"]:
        bought = spent[offer["thing"]]
        expected = worth = 0.0
        for number in range(10):
            own = [customer for customer in members if tenth[customer] == number]
            others = [c for c in ordered if tenth[c] == number and c not in members]
            assert others
            expected += len(own) * sum(c in bought for c in others) / len(others)
            worth += len(own) * sum(bought.get(c, 0) for c in others) / len(others)
        buyers = sum(customer in bought for customer in members)
        assert (offer["buyers"], offer["lacking"]) == (buyers, len(members) - buyers)
        assert offer["expected"] == pytest.approx(expected)
        assert expected > buyers
        assert offer["amount"] == pytest.approx(worth / expected)
        assert offer["prize"] == pytest.approx((expected - buyers) * worth / expected)
        assert offer["p_value"] < 0.05
    prizes = [offer["prize"] for offer in answer["offers"]]
    assert prizes == sorted(prizes, reverse=True)


def test_candidates_lack_the_thing_and_become_a_list(warehouse: BuiltProject, tmp_path) -> None:
    project = copy_built(warehouse, tmp_path / "project")
    asked = (*ARGUMENTS, "--for", "FUEL", "--size", "25", "--list", "fuel_offer")
    done = project.segments(*asked, "--json")
    assert done.returncode == 0, done.stderr
    with (project.root / "lists" / "fuel_offer.csv").open(newline="") as lines:
        listed = [int(row["customer_id"]) for row in csv.DictReader(lines)]
    assert listed == json.loads(done.stdout)["candidates"]
    assert len(set(listed)) == 25
    members = f"select customer_id from ledger.current_members where segment = '{SEGMENT}'"
    assert set(listed) <= {customer for (customer,) in project.rows(members)}
    having = (
        "select customer_id from core.events where event_name = 'purchase' and department = 'FUEL'"
        f" and occurred_on between '{DAYS[0]}' and '{DAYS[1]}'"
    )
    assert not set(listed) & {customer for (customer,) in project.rows(having)}
    again = project.segments(*asked)
    assert again.returncode == 1
    assert "lists/fuel_offer.csv is there already; nothing was written" in again.stderr


def test_what_is_not_there_is_refused_in_a_sentence(warehouse: BuiltProject) -> None:
    for arguments, said in (
        (("champons",), "the nearest is 'champions'"),
        ((SEGMENT, "--event", "purchse"), "--event 'purchse' is not an event; the nearest is 'purchase'"),
        ((SEGMENT, "--by", "departmnt"), "is not a column of the events; the nearest is 'department'"),
        ((*ARGUMENTS[1:], "--for", "FUELS"), "the nearest is 'FUEL'"),
        ((SEGMENT, "--list", "fuel_offer"), "--list and --size need --for"),
    ):
        done = warehouse.segments("cross-sell", *arguments)
        assert done.returncode == 1
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
