"""A campaign's result compares the members in history with other customers, or with the arm held out."""

import hashlib
import json
import re

import numpy as np
import pytest
import small_shop
from campaigns.by_statsmodels import adjusted, difference, evenness
from conftest import copy_built

from orchestration.report.content import CAMPAIGN as CAMPAIGN_COLUMNS

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
    (found,) = json.loads(done.stdout)["results"]

    ago, recipients = _members()
    spent = {n: sum(10 * n for day in days if day <= 10) for n, days in ago.items()}
    before = {n: sum(10 * n for day in days if 11 <= day <= 21) for n, days in ago.items()}
    least, most = min(before[n] for n in recipients), max(before[n] for n in recipients)
    others = {n for n in ago if n not in recipients and least <= before[n] <= most}
    assert (found["recipients"], found["others"]) == (len(recipients), len(others))
    means = [sum(spent[n] for n in group) / len(group) for group in (recipients, others)]
    assert [found["recipients_mean"], found["others_mean"]] == pytest.approx(means)
    expected = [
        np.array([group_of[n] for n in group])
        for group_of in (spent, before)
        for group in (recipients, others)
    ]
    assert _effect(found, "difference") == pytest.approx(tuple(difference(*expected[:2])), rel=0.01)
    assert _effect(found, "effect") == pytest.approx(tuple(adjusted(*expected)), rel=1e-5)
    assert found["is_random"] is False
    assert "Nothing was randomised" in found["warning"]
    assert "Nothing was randomised" in campaigning.segments("campaign", "spring").stdout


def test_the_page_and_the_published_relation_show_what_the_command_does(campaigning) -> None:
    (found,) = json.loads(campaigning.segments("campaign", "spring", "--json").stdout)["results"]

    ((recipients, effect),) = campaigning.rows("select recipients, effect from published.campaign_results")
    assert (recipients, effect) == (found["recipients"], pytest.approx(found["effect"]))
    page = (campaigning.root / "published/report.html").read_text(encoding="utf-8")
    (content,) = re.findall(r'<script type="application/json" id="content">(.*?)</script>', page, re.DOTALL)
    (row,) = json.loads(content)["campaigns"]
    assert row == [
        pytest.approx(found[name], rel=1e-5) if isinstance(found[name], float) else found[name]
        for name in CAMPAIGN_COLUMNS
    ]


def test_of_a_campaign_to_a_hidden_segment_only_the_owner_learns(campaigning, tmp_path) -> None:
    project = copy_built(campaigning, tmp_path / "project")
    hidden = "autumn,quiet,2024-03-21,2024-03-31,daily\n"
    (project.root / "seeds/segment_campaigns.csv").write_text(CAMPAIGN + hidden, encoding="utf-8")
    project.refresh("--as-of", small_shop.DAY)

    assert project.rows("select campaign from hidden.campaign_results") == [("autumn",)]
    assert project.rows("select campaign from published.campaign_results") == [("spring",)]
    assert "autumn" not in (project.root / "published/report.html").read_text(encoding="utf-8")
    done = project.segments("campaign", "autumn", "--json")
    (found,) = json.loads(done.stdout)["results"]
    ago, _ = _members()
    quiet = [n for n, days in ago.items() if not any(day >= 11 for day in days)]
    assert (found["segment"], found["recipients"]) == ("quiet", len(quiet))


def test_where_an_arm_was_held_out_it_is_the_control(campaigning, tmp_path) -> None:
    """Customers in no arm get the campaign, but the planned sizes of the arms once left them out."""
    project = copy_built(campaigning, tmp_path / "project")
    settings = project.root / "dbt_project.yml"
    text = settings.read_text(encoding="utf-8")
    arms = "  experiments:\n    spring: {mailing: 30, holdout: 40}\n"
    settings.write_text(text.replace("  experiments:\n", arms), encoding="utf-8")
    project.refresh("--as-of", small_shop.DAY)
    (found,) = json.loads(project.segments("campaign", "spring", "--json").stdout)["results"]

    ago, members = _members()
    held_out = {n for n in members if 30 <= _place(n) < 70}
    treated = members - held_out
    spent = {n: sum(10 * n for day in days if day <= 10) for n, days in ago.items()}
    assert (found["recipients"], found["others"]) == (len(treated), len(held_out))
    assert found["others_mean"] == pytest.approx(sum(spent[n] for n in held_out) / len(held_out))
    assert found["is_random"] is True
    assert found["sizes_p"] == pytest.approx(evenness(len(treated), len(held_out), 0.6), abs=0.2)
    assert found["warning"] is None


def test_a_campaign_that_nobody_planned_is_refused_in_a_sentence(campaigning) -> None:
    done = campaigning.segments("campaign", "sprint")

    assert done.returncode == 1
    assert "No campaign is called 'sprint'; the nearest is 'spring'." in done.stderr


def test_a_campaign_that_begins_later_is_refused_in_a_sentence(campaigning, tmp_path) -> None:
    project = copy_built(campaigning, tmp_path / "project")
    later = "summer,recent,2024-06-01,2024-06-30,daily\n"
    (project.root / "seeds/segment_campaigns.csv").write_text(CAMPAIGN + later, encoding="utf-8")
    done = project.segments("campaign", "summer")

    assert done.returncode == 1
    assert "no release has measured summer yet: it begins on 2024-06-01" in done.stderr


def _effect(found: dict, name: str) -> tuple[float, ...]:
    return tuple(found[name + part] for part in ("", "_low", "_high", "_p"))


def _members() -> tuple[dict[int, list[int]], set[int]]:
    """Returns each customer's days of orders before 31 March, and who ordered in the 15 days to 20 March.

    Customer n ordered for 10 * n, n % 5 times, the last n days before 31 March. 20 March is 11 days before.
    """
    ago = {n: [n + k for k in range(n % 5)] for n in range(1, 41)}
    return ago, {n for n, days in ago.items() if any(11 <= day < 11 + 15 for day in days)}


def _place(number: int) -> float:
    digits = hashlib.md5(f"experiment:spring:c{number:02}".encode(), usedforsecurity=False).hexdigest()[:8]
    return int(digits, 16) / 2**32 * 100
