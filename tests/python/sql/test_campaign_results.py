"""What campaigns brought, as a release publishes it, is what Python adds up of customers and their orders."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import numpy as np
import pytest
import small_shop
from campaigns.by_statsmodels import adjusted, cuped, difference, evenness
from conftest import open_in_memory

FIRST, LAST = date(2024, 3, 19), date(2024, 3, 31)
# Midnight in New York.
BEGINS = "2024-03-19 04:00:00"
DAYS = LAST - FIRST + timedelta(days=1)
CAMPAIGNS = f"""
insert into raw.segment_campaigns values
    ('spring', 'recent', '{FIRST}', '{LAST}', 'daily'), ('spring', 'loyal', '{FIRST}', '2024-04-30', 'daily'),
    ('tested', 'buyers', '{FIRST}', '{LAST}', 'daily'),
    ('later', 'loyal', '2024-04-01', '2024-04-30', 'daily'),
    ('drawn', 'buyers', '{FIRST}', '{LAST}', 'daily'),
    ('three', 'buyers', '{FIRST}', '{LAST}', 'daily'), ('few', 'loyal', '{FIRST}', '{LAST}', 'daily')
"""
# As `segments start-campaign` records them: some of the customers never ordered, and a buyer isn't recorded.
RECORDED = """
insert into ledger.arm_members (campaign, segment, customer_id, arm)
select
    'drawn', 'buyers', 'c' || lpad(cast(n as varchar), 2, '0'),
    case when n % 3 = 0 then 'holdout' else 'mailing' end
from generate_series(3, 40) as numbers(n)
union all
select
    'three', 'buyers', 'c' || lpad(cast(n as varchar), 2, '0'),
    case n % 5 when 0 then 'holdout' when 1 then 'sms' when 2 then 'sms' else 'mailing' end
from generate_series(1, 40) as numbers(n)
union all
select 'few', 'loyal', 'c03', 'sms'
union all
select 'few', 'loyal', 'c0' || n, 'holdout' from generate_series(4, 9) as numbers(n)
"""
ARMS = """
insert into ledger.recorded_arms (campaign, segment, arm, percent, recorded_at)
values ('drawn', 'buyers', 'mailing', 66.67, timestamp '2024-03-18 12:00:00'),
    ('drawn', 'buyers', 'holdout', 33.33, timestamp '2024-03-18 12:00:00'),
    ('three', 'buyers', 'mailing', 40, timestamp '2024-03-18 12:00:00'),
    ('three', 'buyers', 'sms', 40, timestamp '2024-03-18 12:00:00'),
    ('three', 'buyers', 'holdout', 20, timestamp '2024-03-18 12:00:00'),
    ('few', 'loyal', 'mailing', 10, timestamp '2024-03-18 12:00:00'),
    ('few', 'loyal', 'sms', 10, timestamp '2024-03-18 12:00:00'),
    ('few', 'loyal', 'holdout', 80, timestamp '2024-03-18 12:00:00')
"""
EFFECT = ("", "_low", "_high", "_p")
RESULTS_OF_ARMS = "campaign_arm_results"


@pytest.fixture(scope="module")
def released() -> tuple[dict, dict]:
    """The published results by campaign and segment, and what each customer spent before and since."""
    with open_in_memory() as project:
        run = project.database.execute
        run(CAMPAIGNS)
        # So that Python and the engine see more than multiples of ten.
        more = "round(cast(ascii(md5(event_id)) % 13 as numeric) / 7, 4)"
        run(f"update shop.orders set amount = amount + {more}")
        variables = {**small_shop.IN_MEMORY, "experiments": {"tested": {"mailing": 50, "holdout": 40}}}
        everybody = _segments(project)
        for day in ("2024-03-18", "2024-03-31"):
            project.set_variables({**variables, "as_of": day})
            project.set_segments(everybody)
            project.refresh()
            if day < f"{FIRST}":
                run(RECORDED)
                run(ARMS)
        rows, of_arms = (_rows(run(project.render(name))) for name in ("campaign_results", RESULTS_OF_ARMS))
        orders = run("select customer_id, cast(occurred_at as date), amount from shop.orders").fetchall()
        members = run(
            "select segment, customer_id from ledger.believed_stays"
            f" where entered_at < timestamp '{BEGINS}' and coalesce(exited_at > timestamp '{BEGINS}', true)"
        ).fetchall()
    spent = {f"c{n:02}": np.zeros(2) for n in range(1, 41)}
    for customer, day, amount in orders:
        if FIRST - DAYS <= day <= LAST:
            spent[customer][int(day >= FIRST)] += float(amount)
    facts = {"spent": spent, "members": members, "arms": of_arms}
    return {(row["campaign"], row["segment"]): row for row in rows}, facts


def _rows(answer) -> list[dict]:
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _segments(project):
    """The shop's segments and one of everybody who ever ordered."""
    from proof.harness import SegmentFile

    rules = {name: rule for name, (_, rule) in small_shop.SEGMENTS.items() if name in ("recent", "loyal")}
    rules["buyers"] = "{{ did('order', since='2024-01-01') }}"
    return [
        SegmentFile(name, f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n", "value")
        for name, rule in rules.items()
    ]


def test_only_campaigns_that_have_begun_have_a_row(released) -> None:
    found, _ = released
    assert set(found) == {
        *(("spring", "recent"), ("spring", "loyal")),
        *(("tested", "buyers"), ("drawn", "buyers"), ("three", "buyers")),
        ("few", "loyal"),
    }
    assert {row["last_day"] for row in found.values()} == {LAST}


@pytest.mark.parametrize("segment", ["recent", "loyal"])
def test_recipients_are_compared_with_other_customers_who_spent_alike(released, segment: str) -> None:
    found, facts = released
    members, spent = {c for s, c in facts["members"] if s == segment}, facts["spent"]
    before = [spent[customer][0] for customer in members]
    others = [c for c in spent if c not in members and min(before) <= spent[c][0] <= max(before)]

    row = found["spring", segment]

    assert (row["recipients"], row["others"]) == (len(members), len(others))
    groups = [np.array([spent[c] for c in group]).T for group in (sorted(members), others)]
    figures = (groups[0][1], groups[1][1], groups[0][0], groups[1][0])
    assert [row["effect" + part] for part in EFFECT] == pytest.approx(adjusted(*figures), rel=1e-5)
    assert [row["difference" + part] for part in EFFECT] == pytest.approx(difference(*figures[:2]), rel=0.01)
    assert "Nothing was randomised" in row["warning"]


def test_members_in_the_arm_that_was_held_out_are_the_control(released) -> None:
    found, facts = released
    members, spent = {c for s, c in facts["members"] if s == "buyers"}, facts["spent"]
    held_out = {customer for customer in members if 50 <= _place(customer) < 90}

    row = found["tested", "buyers"]

    assert (row["recipients"], row["others"]) == (len(members - held_out), len(held_out))
    groups = [np.array([spent[c] for c in sorted(group)]).T for group in (members - held_out, held_out)]
    figures = (groups[0][1], groups[1][1], groups[0][0], groups[1][0])
    assert [row["effect" + part] for part in EFFECT] == pytest.approx(cuped(*figures), rel=0.02)
    assert row["warning"] is None


def test_recorded_arms_are_compared_whoever_is_a_member(released) -> None:
    found, facts = released
    row = found["drawn", "buyers"]
    arms = {
        arm: sorted(f"c{n:02}" for n in range(3, 41) if (n % 3 == 0) == (arm == "holdout"))
        for arm in ("mailing", "holdout")
    }

    assert (row["recipients"], row["others"]) == (len(arms["mailing"]), len(arms["holdout"]))
    groups = [np.array([facts["spent"][c] for c in arms[arm]]).T for arm in ("mailing", "holdout")]
    figures = (groups[0][1], groups[1][1], groups[0][0], groups[1][0])
    assert [row["effect" + part] for part in EFFECT] == pytest.approx(cuped(*figures), rel=0.02)
    assert row["sizes_p"] == pytest.approx(
        evenness(len(arms["mailing"]), len(arms["holdout"]), 2 / 3), abs=0.2
    )
    assert (row["is_random"], row["warning"]) == (True, None)
    assert (f"{row['recorded_at']:%Y-%m-%d}", found["tested", "buyers"]["recorded_at"]) == (
        "2024-03-18",
        None,
    )


def test_each_of_several_arms_is_compared_with_the_control_and_corrected_for_their_number(released) -> None:
    found, facts = released
    # Of campaigns with one arm beside the control, there is nothing more to say.
    assert {row["campaign"] for row in facts["arms"]} == {"three", "few"}
    by_arm = {row["arm"]: row for row in facts["arms"] if row["campaign"] == "three"}
    assert set(by_arm) == {"mailing", "sms"}
    places = {"mailing": (3, 4), "sms": (1, 2), "holdout": (0,)}
    spent = {
        arm: np.array([facts["spent"][f"c{n:02}"] for n in range(1, 41) if n % 5 in rests]).T
        for arm, rests in places.items()
    }
    control = spent["holdout"]

    for arm in ("mailing", "sms"):
        row = by_arm[arm]
        assert (row["arms"], row["recipients"], row["others"]) == (2, 16, 8)
        # Half of the false alarms for each of two arms.
        expected = cuped(spent[arm][1], control[1], spent[arm][0], control[0], false_alarms=0.025)
        assert [row["effect" + part] for part in EFFECT[:3]] == pytest.approx(expected[:3], rel=0.02)
        assert row["effect_p"] == pytest.approx(min(1, 2 * expected.p_value), rel=0.02)
        assert row["difference"] == pytest.approx(spent[arm][1].mean() - control[1].mean())
        assert row["sizes_p"] == pytest.approx(1)
        assert row["warning"] is None
    together = found["three", "buyers"]
    assert (together["recipients"], together["others"]) == (32, 8)
    both = np.concatenate([spent["mailing"], spent["sms"]], axis=1)
    expected = cuped(both[1], control[1], both[0], control[0])
    assert [together["effect" + part] for part in EFFECT] == pytest.approx(expected, rel=0.02)


def test_of_arms_with_too_few_customers_nothing_is_said(released) -> None:
    _, facts = released
    few = {row["arm"]: row for row in facts["arms"] if row["campaign"] == "few"}
    assert {arm: (row["recipients"], row["others"]) for arm, row in few.items()} == {
        "mailing": (0, 6),
        "sms": (1, 6),
    }
    for row in few.values():
        assert [row["effect" + part] for part in EFFECT] == [None] * 4
        assert row["warning"].startswith("There are too few recipients")


def _place(customer: str) -> float:
    digits = hashlib.md5(f"experiment:tested:{customer}".encode(), usedforsecurity=False).hexdigest()[:8]
    return int(digits, 16) / 2**32 * 100
