"""Nobody sees a segment that was hidden, unless somebody wrote that they may."""

import json

import pytest
from small_shop import SEGMENTS, write_segment

pytestmark = pytest.mark.slow

FOLDER = ("models", "segments", "lifecycle")
PUBLIC = "select segment from published.segments where segment = 'quiet'"


def test_a_hidden_segment_stays_hidden_whatever_becomes_of_its_file(shop):
    """Moved away, seen by `check`, moved back: it was published, with 20 readable members."""
    file = shop.root.joinpath(*FOLDER, "quiet.sql")
    file.rename(shop.root / "quiet.sql")
    gone = json.loads(shop.segments("check", "--json").stdout)["error"]
    assert gone == [
        "models/segments/lifecycle/quiet.yml: describes 'quiet', which has no file;"
        " remove the entry, or write the segment"
    ]
    (shop.root / "quiet.sql").rename(file)
    assert shop.refresh()["release"]["made_public"] is None
    assert shop.rows(PUBLIC) == []


def test_a_segment_without_an_entry_is_not_published_and_can_be_looked_at(shop):
    shop.root.joinpath(*FOLDER, "quiet.yml").unlink()
    done = shop.segments("refresh", "--json")
    assert json.loads(done.stdout)["error"] == [
        "models/segments/lifecycle/quiet.sql: no YAML file describes it, so nobody has said who may see it;"
        " write - name: quiet with config: {access: public}, or private, below models: in"
        " models/segments/lifecycle/_lifecycle.yml"
    ]
    assert shop.rows(PUBLIC) == []
    assert json.loads(shop.segments("preview", "quiet", "--json").stdout)["size"] == 8


def test_a_segment_that_is_public_now_is_named(shop):
    write_segment(shop.root, "quiet", SEGMENTS["quiet"][1], "lifecycle")
    done = shop.segments("refresh")
    assert "public now quiet: hidden before this release" in done.stdout
    assert shop.rows("select made_public from published.segment_releases order by release_id") == [
        (None,),
        ("quiet",),
    ]
    assert shop.refresh()["release"]["made_public"] is None
