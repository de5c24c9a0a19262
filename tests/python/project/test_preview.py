"""`segments preview` evaluates a file as it stands, with its dependencies and its exclusive group."""

import json

import pytest
from small_shop import DAY, write_segment

pytestmark = pytest.mark.slow

TIERS = {"gold": (1, 4), "silver": (2, 3)}


@pytest.fixture
def tiers(shop):
    for name, (priority, orders) in TIERS.items():
        meta = {"priority_group": "tier", "priority": priority}
        write_segment(shop.root, name, f"{{{{ did('order', at_least={orders}) }}}}", meta=meta)
    write_segment(shop.root, "silver_swedes", "{{ in_segment('silver') }} and country = 'SE'")
    shop.refresh("--as-of", DAY)
    return shop


def previewed(project, name: str) -> dict:
    done = project.segments("preview", name, "--as-of", DAY, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_edit_shows_in_the_segments_that_give_way_and_in_those_built_on_them(tiers):
    """Customers with 3 and with 4 orders are eight each. Two of those with 3 are Swedes."""
    silver = previewed(tiers, "silver")
    assert (silver["size"], silver["added"], silver["removed"]) == (8, 0, 0)
    meta = {"priority_group": "tier", "priority": 1}
    write_segment(tiers.root, "gold", "{{ did('order', at_least=4) }} and country is null", meta=meta)
    silver = previewed(tiers, "silver")
    # The two with 4 orders and no country stay gold. The other six fall to silver.
    assert (silver["size"], silver["published_size"], silver["added"], silver["removed"]) == (14, 8, 6, 0)
    swedes = previewed(tiers, "silver_swedes")
    # n with n % 4 = 1 and n % 5 of 3 or 4: 9, 13, 29 and 33.
    assert swedes["members"] == ["c09", "c13", "c29", "c33"]
    assert (swedes["published_size"], swedes["unknown"], swedes["share"]) == (2, 2, 0.1)
    assert tiers.rows("select count(*) from published.segment_members where segment = 'silver'") == [(8,)]


def test_a_literal_with_other_values_is_evaluated_for_each_and_the_file_stays(tiers):
    """Silver's three orders: gold takes those with four, whatever silver asks."""
    file = tiers.root / "models/segments/value/silver.sql"
    text = file.read_text(encoding="utf-8")

    done = tiers.segments("preview", "silver", "--as-of", DAY, "--vary", "at_least=1,3,4", "--json")

    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    columns = ("variant", "size", "added", "removed", "in_both", "jaccard")
    found = [tuple(line[column] for column in columns) for line in answer["variants"]]
    assert found == [("1", 24, 16, 0, 8, 8 / 24), ("3", 8, 0, 0, 8, 1.0), ("4", 0, 0, 8, 0, 0.0)]
    assert answer["size"] == 8
    assert file.read_text(encoding="utf-8") == text
    assert previewed(tiers, "silver")["size"] == 8
