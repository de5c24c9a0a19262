"""A campaign's plan holds out the fewest members with which an effect shows, by what the members spent."""

from __future__ import annotations

import json
from math import sqrt

import numpy as np
import pytest
from scipy import stats

pytestmark = pytest.mark.slow

POWER, FALSE_ALARMS = 0.8, 0.05


def power_of(effect: float, control: int, members: int) -> float:
    """The share of two-sided t-tests that see a standardised effect: the non-central t distribution."""
    freedom = members - 2
    away = effect * sqrt(control * (members - control) / members)
    bound = stats.t.ppf(1 - FALSE_ALARMS / 2, freedom)
    return float(stats.nct.sf(bound, freedom, away) + stats.nct.cdf(-bound, freedom, away))


def planned(shop, *arguments: str) -> list[dict]:
    done = shop.segments("plan-campaign", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["plans"]


def test_a_plan_follows_from_what_the_members_spent(built_shop) -> None:
    """Customer n ordered n % 5 times for 10 n each, the last n days before the end of March, a day apart."""
    days = 20
    ago = {n: [n + k for k in range(n % 5)] for n in range(1, 41)}
    loyal = [n for n in ago if len(ago[n]) >= 3]
    since = np.array([sum(10.0 * n for day in ago[n] if day < days) for n in loyal])
    before = np.array([sum(10.0 * n for day in ago[n] if days <= day < 2 * days) for n in loyal])
    (plan,) = planned(built_shop, "loyal", "--effect", "150", "--days", str(days))
    assert (plan["days"], plan["members"]) == (days, len(loyal))
    assert plan["mean"] == pytest.approx(since.mean())
    told = np.corrcoef(since, before)[0, 1]
    assert plan["spread"] == pytest.approx(since.std(ddof=1) * sqrt(1 - told**2))
    assert plan["effect"] == pytest.approx(1.5 * since.mean())

    effect = plan["effect"] / plan["spread"]
    enough = [n for n in range(2, len(loyal) // 2 + 1) if power_of(effect, n, len(loyal)) >= POWER]
    assert plan["held_out"] == min(enough)
    at_all = plan["smallest"] / plan["spread"]
    assert power_of(at_all, len(loyal) // 2, len(loyal)) == pytest.approx(POWER, abs=1e-4)


def test_an_effect_too_small_to_show_is_said_and_a_larger_one_names_what_to_write(built_shop) -> None:
    assert all(plan["held_out"] is None for plan in planned(built_shop, "loyal", "--effect", "1"))
    said = built_shop.segments("plan-campaign", "loyal", "--effect", "1").stdout
    assert "In none of these durations would it show" in said
    said = built_shop.segments("plan-campaign", "loyal", "--effect", "150", "--days", "20").stdout
    (plan,) = planned(built_shop, "loyal", "--effect", "150", "--days", "20")
    share = -(-100 * plan["held_out"] // plan["members"])
    assert f"The shortest: 20 days, with {share}% of the members held out." in said
    assert f"campaigns: {{CAMPAIGN: {{arms: {{mailing: {100 - share}, holdout: {share}}}}}}}" in said


def test_what_cannot_be_planned_is_refused_in_a_sentence(built_shop) -> None:
    for arguments, says in (
        (("loyl", "--effect", "5"), "No segment is called 'loyl'; the nearest is 'loyal'."),
        (
            ("quiet", "--effect", "5", "--days", "7"),
            "'quiet': its 8 members brought 0.00 each in the 7 days to",
        ),
    ):
        done = built_shop.segments("plan-campaign", *arguments)
        assert (done.returncode, says in done.stderr) == (1, True), done.stderr
