"""A campaign's result compares the members in history with other customers, or with the arm held out."""

import hashlib
import json

import pytest
import small_shop
from conftest import copy_built
from scipy.stats import binomtest

pytestmark = pytest.mark.slow

CAMPAIGN = "campaign,segment,starts_on,ends_on,cadence\nspring,recent,2024-03-21,2024-03-31,daily\n"


@pytest.fixture(scope="module")
def campaigning(built_shop, tmp_path_factory):
    """The shop with a campaign to those who had ordered by 20 March, and a release of that day."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("campaign") / "project")
    (project.root / "seeds/segment_campaigns.csv").write_text(CAMPAIGN, encoding="utf-8")
    project.refresh("--as-of", "2024-03-20")
    project.refresh("--as-of", small_shop.DAY)
    return project


def test_recipients_are_compared_with_others_and_the_page_says_that_chance_chose_nobody(campaigning) -> None:
    done = campaigning.segments("campaign", "spring", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    ago, recipients = _members()
    spent = {n: sum(10 * n for day in days if day <= 10) for n, days in ago.items()}
    before = {n: sum(10 * n for day in days if 11 <= day <= 20) for n, days in ago.items()}
    least, most = min(before[n] for n in recipients), max(before[n] for n in recipients)
    others = {n for n in ago if n not in recipients and least <= before[n] <= most}
    assert (found["recipients"], found["others"]) == (len(recipients), len(others))
    means = [sum(spent[n] for n in group) / len(group) for group in (recipients, others)]
    assert [found["recipients_mean"], found["others_mean"]] == pytest.approx(means)
    assert found["plain"]["value"] == pytest.approx(means[0] - means[1])
    assert found["is_random"] is False
    assert any("Nothing was randomised" in warning for warning in found["warnings"])


def test_where_an_arm_was_held_out_it_is_the_control(campaigning, tmp_path) -> None:
    """Customers in no arm get the campaign, but the planned sizes of the arms once left them out."""
    project = copy_built(campaigning, tmp_path / "project")
    settings = project.root / "dbt_project.yml"
    text = settings.read_text(encoding="utf-8")
    arms = "  experiments:\n    spring: {mailing: 30, holdout: 40}\n"
    settings.write_text(text.replace("  experiments:\n", arms), encoding="utf-8")
    done = project.segments("campaign", "spring", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    ago, members = _members()
    held_out = {n for n in members if 30 <= _place(n) < 70}
    treated = members - held_out
    spent = {n: sum(10 * n for day in days if day <= 10) for n, days in ago.items()}
    assert (found["recipients"], found["others"]) == (len(treated), len(held_out))
    assert found["others_mean"] == pytest.approx(sum(spent[n] for n in held_out) / len(held_out))
    assert found["is_random"] is True
    assert found["evenness"] == pytest.approx(binomtest(len(treated), len(members), 0.6).pvalue)
    assert not any("Nothing was randomised" in warning for warning in found["warnings"])


def test_a_campaign_that_nobody_planned_is_refused_in_a_sentence(campaigning) -> None:
    done = campaigning.segments("campaign", "sprint")

    assert done.returncode == 1
    assert "No campaign is called 'sprint'; the nearest is 'spring'." in done.stderr


def _members() -> tuple[dict[int, list[int]], set[int]]:
    """Returns each customer's days of orders before 31 March, and who ordered in the 15 days to 20 March.

    Customer n ordered for 10 * n, n % 5 times, the last n days before 31 March. 20 March is 11 days before.
    """
    ago = {n: [n + k for k in range(n % 5)] for n in range(1, 41)}
    return ago, {n for n, days in ago.items() if any(11 <= day < 11 + 15 for day in days)}


def _place(number: int) -> float:
    digits = hashlib.md5(f"experiment:spring:c{number:02}".encode(), usedforsecurity=False).hexdigest()[:8]
    return int(digits, 16) / 2**32 * 100
