"""Look-alikes of the demonstration: lists that rules read, as good as those of a model without reasons."""

from __future__ import annotations

import csv
import json

from conftest import BuiltProject, copy_built
from sklearn.ensemble import HistGradientBoostingClassifier

from orchestration.discovery.likeness import fitted
from orchestration.discovery.lookalike import found_again
from orchestration.discovery.traits import read_customers
from orchestration.warehouse.connections import open_file
from orchestration.warehouse.shown_segments import MEMBERS

ASKED = ("advocates", "champions", "gold_tier", "organic_choosers")


def test_members_are_found_at_least_nine_tenths_as_often_as_by_gradient_boosting(warehouse: BuiltProject):
    def boosted(values, is_member):
        return HistGradientBoostingClassifier(random_state=1, max_iter=50).fit(values, is_member)

    ours = theirs = 0.0
    with open_file(warehouse.path, read_only=True) as connection:
        for segment in ASKED:
            customers = read_customers(connection, MEMBERS, segment)
            size = int(customers.is_member.sum()) // 2
            ours += found_again(customers, size, fitted)[0]
            theirs += found_again(customers, size, boosted)[0]
    assert ours >= 0.9 * theirs > 0


def test_look_alikes_become_a_list_once(warehouse: BuiltProject, tmp_path):
    project = copy_built(warehouse, tmp_path / "project")
    done = project.segments("lookalike", "champions", "--size", "120", "--list", "like_champions", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    file = project.root / "lists" / "like_champions.csv"
    with file.open(newline="") as lines:
        listed = [int(row["customer_id"]) for row in csv.DictReader(lines)]
    assert listed == answer["customers"]
    assert len(set(listed)) == 120
    members = "select customer_id from published.segment_members where segment = 'champions'"
    assert not set(listed) & {customer for (customer,) in project.rows(members)}
    assert file.stat().st_mode & 0o077 == 0
    again = project.segments("lookalike", "champions", "--size", "5", "--list", "like_champions")
    assert again.returncode == 1
    assert "lists/like_champions.csv is there already; nothing was written" in again.stderr


def test_a_draft_of_look_alikes_is_published_once_somebody_reviewed_it(warehouse: BuiltProject, tmp_path):
    project = copy_built(warehouse, tmp_path / "project")
    asked = ("lookalike", "champions", "--size", "120", "--write", "like_champions", "--family", "value")
    refused = project.segments(*asked, "--group", "loyalti")
    assert refused.returncode == 1
    assert "loyalty" in refused.stderr
    assert not (project.root / "lists" / "like_champions.csv").exists()
    done = project.segments(*asked, "--group", "loyalty")
    assert done.returncode == 0, done.stderr
    published = "select customer_id from published.segment_members where segment = 'like_champions'"
    assert project.segments("refresh").returncode == 0
    assert project.rows(published) == []
    described = project.root / "models" / "segments" / "value" / "like_champions.yml"
    reviewed = [line for line in described.read_text("utf-8").splitlines() if "enabled: false" not in line]
    described.write_text("\n".join(reviewed) + "\n", "utf-8")
    assert project.segments("refresh").returncode == 0
    with (project.root / "lists" / "like_champions.csv").open(newline="") as lines:
        listed = {int(row["customer_id"]) for row in csv.DictReader(lines)}
    assert {customer for (customer,) in project.rows(published)} == listed
    assert len(listed) == 120


def test_what_can_t_be_learned_is_refused_in_a_sentence(warehouse: BuiltProject):
    for arguments, said in (
        (("chmpions", "--size", "5"), "champions"),
        (("champions", "--size", "99999"), "--size 99999 is more than the"),
        (("champions", "--size", "5", "--list", "Like Them"), "is not a list's name"),
    ):
        done = warehouse.segments("lookalike", *arguments)
        assert done.returncode == 1
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
