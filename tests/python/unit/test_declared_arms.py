"""A slip in the variable `campaigns` is told in a sentence that names the campaign and the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from orchestration.project.project import Project
from orchestration.rules.campaigns import FILE
from orchestration.rules.declared_arms import declared_mistakes, read_declared_arms

HEAD = "campaign,segment,starts_on,ends_on,cadence\n"
ROWS = "".join(f"{name},loyal,2030-01-01,2030-01-31,daily\n" for name in ("sale", "letter"))
TRAITS = ("customer_id", "country", "age")
ARMS = {"arms": {"mailing": 87.5, "holdout": 12.5}}


def declare(root: Path, campaigns: Any, **variables: Any) -> Project:
    (root / "seeds").mkdir(exist_ok=True)
    (root / FILE).write_text(HEAD + ROWS, encoding="utf-8")
    settings = {"name": "shop", "vars": {"campaigns": campaigns, **variables}}
    (root / "dbt_project.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return Project(root, "duckdb")


def test_what_is_declared_is_read_in_the_order_of_the_file(tmp_path: Path):
    said = {"sale": {**ARMS, "strata": ["country", "value_tier"], "competing_set": "spring", "priority": 1}}
    project = declare(tmp_path, said)
    assert list(declared_mistakes(project, TRAITS)) == []
    declared = read_declared_arms(project)["sale"]
    assert list(declared.arms.items()) == [("mailing", 8750), ("holdout", 1250)]
    assert (declared.strata, declared.competing_set, declared.priority) == (
        ("country", "value_tier"),
        "spring",
        1,
    )


def test_the_example_of_the_page_is_in_order(tmp_path: Path):
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8").partition("### Campaigns")[2]
    rows = page.partition("```\n")[2].partition("```")[0]
    said = page.partition("**Recorded arms.**")[2].partition("```yaml\n")[2].partition("```")[0]
    campaigns = yaml.safe_load(said)["vars"]["campaigns"]
    project = declare(tmp_path, campaigns)
    (tmp_path / FILE).write_text(rows, encoding="utf-8")
    assert list(declared_mistakes(project, TRAITS)) == []
    assert list(read_declared_arms(project)) == ["summer sale"]


@pytest.mark.parametrize("nothing", [None, {}])
def test_a_project_without_the_variable_has_no_campaign_to_start(tmp_path: Path, nothing: Any):
    project = declare(tmp_path, nothing)
    assert (list(declared_mistakes(project)), read_declared_arms(project)) == ([], {})


@pytest.mark.parametrize(
    ("campaigns", "sentence"),
    [
        ("sale", "'sale' has no names; write it like {NAME: {arms: {mailing: 88, holdout: 12}}}"),
        ({"sael": ARMS}, f"sael: no row of {FILE} is of this campaign; the nearest is 'sale'"),
        ({13: ARMS}, "13: the name isn't a text; write '13'"),
        (
            {"sale": "mailing"},
            "sale: 'mailing' isn't what a campaign declares; write it like {arms: {mailing: 88, holdout:"
            " 12}}",
        ),
        ({"sale": {**ARMS, "stratum": []}}, "sale: unknown key 'stratum'; the nearest is 'strata'"),
        (
            {"sale": {"strata": ["country"]}},
            "sale: arms: 'None' isn't a percent by arm; write it like arms: {mailing: 88, holdout: 12}",
        ),
        (
            {"sale": {"arms": {"mailing": 80, "holdout": 12}}},
            "sale: arms: they add up to 92 percent, not 100; give the others an arm, too",
        ),
        (
            {"sale": {"arms": {"mailing": 99.999, "holdout": 0.01}}},
            "sale: arms: mailing: '99.999' isn't a percent above 0 and up to 100 with at most two decimals",
        ),
        (
            {"sale": {"arms": {"mailing": 100, "holdout": 0}}},
            "sale: arms: holdout: '0' isn't a percent above 0 and up to 100 with at most two decimals",
        ),
        ({"sale": {"arms": {7: 100}}}, "sale: arms: '7' isn't a text; write '7' in quotes"),
        (
            {"sale": {**ARMS, "strata": "country"}},
            "sale: strata: 'country' isn't a list of traits; write it like [country, value_tier]",
        ),
        (
            {"sale": {**ARMS, "strata": ["contry"]}},
            "sale: strata: customers have no trait 'contry'; the nearest is 'country'",
        ),
        ({"sale": {**ARMS, "strata": ["age", "age"]}}, "sale: strata: 'age' stands there twice"),
        (
            {"sale": {**ARMS, "priority": 1}},
            "sale: priority: 1 is given without competing_set; name the set of campaigns that compete",
        ),
        ({"sale": {**ARMS, "competing_set": ["a"]}}, "sale: competing_set: '['a']' isn't a text"),
        (
            {"sale": {**ARMS, "competing_set": "spring"}},
            "sale: priority: competing_set 'spring' needs a whole number (1 goes first); received None",
        ),
        (
            {name: {**ARMS, "competing_set": "spring", "priority": 1} for name in ("sale", "letter")},
            "letter: priority: 1 of competing_set 'spring' is taken by sale",
        ),
    ],
)
def test_a_slip_is_told(tmp_path: Path, campaigns: Any, sentence: str):
    (found,) = set(declared_mistakes(declare(tmp_path, campaigns), TRAITS))
    assert found == f"dbt_project.yml: campaigns: {sentence}"


def test_a_name_has_arms_in_one_variable(tmp_path: Path):
    project = declare(tmp_path, {"sale": ARMS}, experiments={"sale": {"mailing": 50}})
    assert list(declared_mistakes(project)) == [
        "dbt_project.yml: campaigns: sale: experiments has arms of the same name; leave them in one of the"
        " two"
    ]
