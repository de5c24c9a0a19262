"""`segments start-campaign` records arms once, before the campaign begins, and nothing changes them later."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from math import sqrt

import pytest
import small_shop
from conftest import ROOT, copy_built
from scipy.stats import norm
from small_shop import write_segment

pytestmark = pytest.mark.slow

HEAD = "campaign,segment,starts_on,ends_on,cadence\n"
ROWS = (
    "spring,recent,2024-03-21,2024-03-31,daily\n"
    "letter,loyal,2024-03-25,2024-03-31,daily\n"
    "autumn,loyal,2024-09-01,2024-09-30,daily\n"
    "past,recent,2024-03-01,2024-03-31,daily\n"
    "quietly,quiet,2024-03-21,2024-03-31,daily\n"
)
SET = "competing_set: all, priority: "
CAMPAIGNS = (
    "{spring: {arms: {mailing: 60, holdout: 40}, strata: [country], " + SET + "1},"
    " letter: {arms: {mailing: 50, holdout: 50}, " + SET + "2},"
    " autumn: {arms: {mailing: 50, holdout: 50}, " + SET + "3},"
    " past: {arms: {mailing: 50, holdout: 50}},"
    " quietly: {arms: {mailing: 50, holdout: 50}}}"
)
PAGE = (ROOT / "docs/activation.md").read_text(encoding="utf-8")
MEMBERS = "select segment, customer_id, arm, stratum from ledger.arm_members where campaign = '{}' order by 2"
EVERYTHING = "select * from ledger.{} order by 1, 2, 3"


@pytest.fixture(scope="module")
def declared(built_shop, tmp_path_factory):
    """The shop as of 20 March, with campaigns that begin later and declare arms."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("declared") / "project")
    (project.root / "seeds/segment_campaigns.csv").write_text(HEAD + ROWS, encoding="utf-8")
    small_shop.set_variables(project.root, campaigns=CAMPAIGNS)
    project.refresh("--as-of", "2024-03-20")
    return project


@pytest.fixture(scope="module")
def started(declared, tmp_path_factory):
    """The shop after two campaigns that compete were started, the one of lower priority named first."""
    project = copy_built(declared, tmp_path_factory.mktemp("started") / "project")
    _start(project, "letter", "spring")
    return project


def _start(project, *names: str) -> dict:
    done = project.segments("start-campaign", *names, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def _refused(project, *arguments: str) -> str:
    done = project.segments("start-campaign", *arguments)
    assert (done.returncode, done.stdout) == (1, ""), done.stdout + done.stderr
    return done.stderr.strip()


def _recent() -> set[str]:
    """Who had ordered in the 15 days to 20 March, which is 11 days before the shop's day."""
    return {f"c{n:02}" for n in range(1, 41) if any(11 <= n + k < 11 + 15 for k in range(n % 5))}


def test_members_are_recorded_in_arms_within_strata_with_the_release_and_the_rule(started) -> None:
    rows = started.rows(MEMBERS.format("spring"))
    assert {row[1] for row in rows} == _recent()
    assert {row[0] for row in rows} == {"recent"}
    sizes, strata = Counter((row[3], row[2]) for row in rows), Counter(row[3] for row in rows)
    assert set(strata) == {"country=NO", "country=SE", "country unknown"}
    for stratum, customers in strata.items():
        assert abs(sizes[stratum, "holdout"] - 0.4 * customers) < 1
    ((release, as_of, definition),) = started.rows(
        "select distinct release_id, as_of, definition_hash from ledger.arm_members where campaign = 'spring'"
    )
    assert (release, as_of, definition) == started.rows(
        "select release_id, as_of, definition_hash from ledger.current_versions where segment = 'recent'"
    )[0]
    arms = started.rows(
        "select arm, percent, customers, starts_on, ends_on, strata, competing_set, priority"
        " from ledger.recorded_arms where campaign = 'spring' order by arm"
    )
    totals = Counter(row[2] for row in rows)
    days = (date(2024, 3, 21), date(2024, 3, 31))
    assert arms == [
        ("holdout", 40, totals["holdout"], *days, "country", "all", 1),
        ("mailing", 60, totals["mailing"], *days, "country", "all", 1),
    ]


def test_of_competing_campaigns_the_one_that_goes_first_gets_the_customer(started) -> None:
    loyal = {customer for (customer,) in started.rows("select customer_id from published.loyal")}
    spring = {row[1] for row in started.rows(MEMBERS.format("spring"))}
    letter = {row[1] for row in started.rows(MEMBERS.format("letter"))}
    assert letter == loyal - spring
    assert loyal & spring


def test_a_campaign_of_the_set_on_other_days_gets_the_same_customers(started, tmp_path) -> None:
    project = copy_built(started, tmp_path / "project")
    (found,) = _start(project, "autumn")["campaigns"]
    assert (found["competing"], found["passed_over"]) == ([], [])
    assert sum(count["customers"] for count in found["counts"]) == len(
        project.rows("select 1 from published.loyal")
    )


def test_a_plan_says_who_would_be_in_which_arm_and_records_nothing(declared, started) -> None:
    done = declared.segments("start-campaign", "letter", "spring", "--plan", "--json")
    planned = json.loads(done.stdout)
    assert planned["is_plan"] is True
    (spring, letter) = planned["campaigns"]
    assert (spring["campaign"], letter["competing"]) == ("spring", ["spring"])
    assert {(one["stratum"], one["arm"]): one["customers"] for one in spring["counts"]} == Counter(
        (row[3], row[2]) for row in started.rows(MEMBERS.format("spring"))
    )
    said = declared.segments("start-campaign", "letter", "--plan").stdout
    assert "would be recorded" in said
    assert "spring goes first by its priority and isn't started: it won't get these customers." in said
    assert "Start both: `segments start-campaign 'spring' 'letter'`." in said
    assert declared.rows("select count(*) from ledger.arm_members") == [(0,)]


def test_nothing_changes_what_is_recorded(started, tmp_path) -> None:
    """Neither another rule and other percents, nor a full build, a rollback and a second start."""
    project = copy_built(started, tmp_path / "project")
    before = [project.rows(EVERYTHING.format(table)) for table in ("arm_members", "recorded_arms")]
    write_segment(project.root, "recent", "{{ did('order', within_days=3) }}", "lifecycle")
    small_shop.set_variables(project.root, campaigns="{spring: {arms: {mailing: 90, holdout: 10}}}")
    project.refresh("--as-of", small_shop.DAY, "--full")
    done = project.segments("rollback", "1")
    assert done.returncode == 0, done.stderr
    said = _refused(project, "spring")
    assert "spring was started on " in said
    assert "a campaign that runs again gets a name of its own." in said
    assert [project.rows(EVERYTHING.format(table)) for table in ("arm_members", "recorded_arms")] == before


def test_results_compare_the_recorded_arms(started, tmp_path) -> None:
    project = copy_built(started, tmp_path / "project")
    # Whoever is a member later, the recorded ones were in the campaign.
    write_segment(project.root, "recent", "{{ did('order', within_days=3) }}", "lifecycle")
    project.refresh("--as-of", small_shop.DAY)
    (found,) = json.loads(project.segments("campaign", "spring", "--json").stdout)["results"]

    rows = project.rows(MEMBERS.format("spring"))
    arms = {arm: [int(row[1][1:]) for row in rows if row[2] == arm] for arm in ("mailing", "holdout")}
    spent = {n: sum(10 * n for k in range(n % 5) if n + k <= 10) for n in range(1, 41)}
    assert (found["recipients"], found["others"]) == (len(arms["mailing"]), len(arms["holdout"]))
    for name, arm in (("recipients_mean", "mailing"), ("others_mean", "holdout")):
        assert found[name] == pytest.approx(sum(spent[n] for n in arms[arm]) / len(arms[arm]))
    assert found["is_random"] is True
    away = abs(found["recipients"] - 0.6 * len(rows)) / sqrt(len(rows) * 0.6 * 0.4)
    assert found["sizes_p"] == pytest.approx(2 * norm.sf(away), abs=1e-3)
    assert found["recorded_at"] is not None
    assert found["warning"] is None
    assert "arms recorded" in project.segments("campaign", "spring").stdout


def test_a_rule_leaves_out_an_arm_by_way_of_a_list(started, tmp_path) -> None:
    """As the recipe in docs/activation.md has it."""
    project = copy_built(started, tmp_path / "project")
    (recipe,) = re.findall(r"```yaml\n# (destinations/held_out_list\.yml)\n(.*?)```", PAGE, re.DOTALL)
    said = recipe[1].replace("lapsing", "recent").replace("win back", "spring")
    (project.root / "destinations").mkdir(exist_ok=True)
    (project.root / recipe[0]).write_text(said, encoding="utf-8")
    done = project.segments("export", "held_out_list")
    assert done.returncode == 0, done.stdout + done.stderr
    rule = "{{ did('order') }} and not {{ in_list('win_back_holdout') }}"
    write_segment(project.root, "reachable", rule, "lifecycle")

    project.refresh("--as-of", small_shop.DAY)

    held_out = {row[1] for row in project.rows(MEMBERS.format("spring")) if row[2] == "holdout"}
    buyers = {f"c{n:02}" for n in range(1, 41) if n % 5}
    reachable = {customer for (customer,) in project.rows("select customer_id from published.reachable")}
    assert held_out and reachable == buyers - held_out


def test_an_erased_customer_is_in_no_arm(started, tmp_path) -> None:
    project = copy_built(started, tmp_path / "project")
    before = project.rows(MEMBERS.format("spring"))
    leaver = before[0][1]
    done = project.segments("erase", leaver, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]["ledger.arm_members"] == 1
    assert project.rows(MEMBERS.format("spring")) == before[1:]


def test_a_campaign_to_a_hidden_segment_is_started_and_published_to_nobody(started, tmp_path) -> None:
    project = copy_built(started, tmp_path / "project")
    _start(project, "quietly")
    project.refresh("--as-of", small_shop.DAY)
    assert project.rows("select campaign from published.campaign_results where campaign = 'quietly'") == []
    ((recorded_at,),) = project.rows(
        "select recorded_at from hidden.campaign_results where campaign = 'quietly'"
    )
    assert recorded_at is not None


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            ["sprng"],
            "dbt_project.yml: campaigns: no campaign is called 'sprng'; the nearest is 'spring'.",
        ),
        (
            ["past"],
            "seeds/segment_campaigns.csv: past begins on 2024-03-01, and it is 2024-03-20, the as-of time of"
            " recent: arms are recorded before a campaign begins; give it a later starts_on.",
        ),
    ],
)
def test_what_cannot_start_is_refused_in_a_sentence(declared, names: list[str], sentence: str) -> None:
    assert _refused(declared, *names) == sentence


def test_of_several_campaigns_all_start_or_none(declared) -> None:
    assert "past begins on 2024-03-01" in _refused(declared, "spring", "past")
    assert declared.rows("select count(*) from ledger.recorded_arms") == [(0,)]


def test_a_campaign_that_gets_nobody_is_refused(started, tmp_path) -> None:
    project = copy_built(started, tmp_path / "project")
    again = "again,recent,2024-03-22,2024-03-31,daily\n"
    (project.root / "seeds/segment_campaigns.csv").write_text(HEAD + ROWS + again, encoding="utf-8")
    more = CAMPAIGNS[:-1] + ", again: {arms: {mailing: 50, holdout: 50}, " + SET + "4}}"
    small_shop.set_variables(project.root, campaigns=more)
    assert _refused(project, "again") == (
        "again: nobody is left of recent, less the customers of letter, spring; nothing was recorded."
    )


def test_a_slip_in_the_declaration_is_told_by_every_command(declared, tmp_path) -> None:
    project = copy_built(declared, tmp_path / "project")
    small_shop.set_variables(project.root, campaigns="{spring: {arms: {mailing: 60}, strata: [contry]}}")
    about = "dbt_project.yml: campaigns: spring: "
    for command in (("start-campaign", "spring"), ("check",), ("refresh",)):
        done = project.segments(*command)
        assert done.returncode == 1
        assert f"{about}arms: they add up to 60 percent, not 100; give the others an arm, too" in done.stderr
        if command[0] != "refresh":
            said = f"{about}strata: customers have no trait 'contry'; the nearest is 'country'"
            assert said in done.stderr
