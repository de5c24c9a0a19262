"""`segments lint` reports doubtful segments, and no others."""

import json

import pytest
from small_shop import DAY, write_segment


def findings(project, *arguments: str) -> list[tuple[str, str, str]]:
    done = project.segments("lint", "--json", *arguments)
    answer = json.loads(done.stdout)
    assert answer["members_unread"] is None
    return [(found["segment"], found["check"], found["sentence"]) for found in answer["findings"]]


@pytest.fixture
def doubtful(shop):
    write_segment(shop.root, "nobody", "country = 'FI'", meta={"size_band": [0, 10], "channels": ["mail"]})
    write_segment(shop.root, "regulars", "{{ count_of('order') }} > 2", meta={"channels": ["mail"]})
    write_segment(shop.root, "crowd", "true", meta={"size_band": [1, 40], "channels": ["mail"]})
    write_segment(
        shop.root,
        "idle",
        "{{ did('order') }} and ({{ did('order', within_days=4000) }} or country = 'FI') and country = 'SE'",
        meta={"channels": ["mail"]},
        group=None,
    )
    write_segment(shop.root, "bare", "country = 'NO'", description="", meta={"objective": None})
    with (shop.root / "seeds/imported_list_rows.csv").open("a", encoding="utf-8") as lists:
        lists.write("vip, c01,,ann\nvip,c99,,ann\nvip,nobody,,\n")
    shop.refresh("--as-of", DAY)
    return shop


def test_each_doubt_is_found(doubtful):
    file = doubtful.root / "models" / "segments" / "value" / "crowd.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("- 40", "- 39"), encoding="utf-8")
    found = findings(doubtful)
    assert ("nobody", "never_matched", "has never had a member") in found
    assert ("regulars", "same_members", "has the same members as loyal") in found
    assert ("loyal", "same_members", "has the same members as regulars") in found
    assert ("crowd", "too_large", "has 40 members, above its size_band of 39 at most") in found
    idle = [sentence for segment, check, sentence in found if (segment, check) == ("idle", "idle_condition")]
    assert [sentence.split(" decides")[0] for sentence in idle] == [
        "'count of order >= 1'",
        "'country = 'FI''",
    ]
    assert ("idle", "no_owner", "has no owner; give it a group in its YAML file") in found
    assert ("bare", "no_objective", "has no objective; describe its purpose in meta.objective") in found
    assert ("bare", "unused", "isn't used by any channel, segment, export or goal") in found
    # Excluded by an ID that nobody has, and therefore admitted.
    assert [sentence for _, check, sentence in found if check == "unmatched_entry"] == [
        "'c99' on the list 'vip' isn't a customer's id (added by ann)",
        "'nobody' on the list 'vip' isn't a customer's id",
    ]


def test_what_another_segment_is_built_on_is_used(built_shop):
    found = findings(built_shop)
    unused = {segment for segment, check, _ in found if check == "unused"}
    assert unused == {"recent", "loyal_swedes", "quiet"}
    assert {check for _, check, _ in found} == {"unused"}


def test_findings_are_no_failure_unless_asked(built_shop):
    assert built_shop.segments("lint").returncode == 0
    strict = built_shop.segments("lint", "--strict")
    assert (strict.returncode, strict.stderr) == (1, "")


def test_an_edited_rule_is_not_judged_by_the_members_of_the_last(shop):
    write_segment(shop.root, "loyal", "{{ did('order', at_least=4) }}", meta={"size_band": [1000, 2000]})
    done = shop.segments("lint")
    assert "too_small" not in done.stdout
    assert "no refresh has evaluated loyal as it stands" in done.stdout
