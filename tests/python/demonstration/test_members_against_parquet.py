"""Every segment's members, published and hidden, are those that its sentence gives over the Parquet files."""

import pytest
from by_hand import QUERIES
from by_hand.panel import panel_on
from conftest import BuiltProject, copy_built

NEWEST_DAY, EARLIER_DAY = "2017-12-31", "2017-06-30"


@pytest.fixture(scope="module", params=[NEWEST_DAY, EARLIER_DAY])
def as_of(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def built(as_of, warehouse, tmp_path_factory) -> BuiltProject:
    """The project on that day: the session's own, or a copy that a second refresh set to an earlier clock."""
    if as_of == NEWEST_DAY:
        return warehouse
    copy = tmp_path_factory.mktemp("earlier") / "project"
    earlier = copy_built(warehouse, copy)
    earlier.refresh("--as-of", as_of)
    return earlier


@pytest.fixture(scope="module")
def published(built) -> dict[str, list[int]]:
    """The members of each segment in its warehouse."""
    members: dict[str, list[int]] = {}
    for schema in ("published", "hidden"):
        for segment, customer in built.rows(f"select segment, customer_id from {schema}.segment_members"):
            members.setdefault(segment, []).append(customer)
    return members


@pytest.fixture(scope="module")
def panel(as_of, built):
    """The same day as plain tables, to query by hand."""
    with panel_on(as_of, built) as connection:
        yield connection


def test_every_segment_is_worked_out_by_hand(published):
    assert sorted(published) == sorted(QUERIES)


@pytest.mark.parametrize("segment", QUERIES)
def test_members_are_those_found_by_hand(segment, published, panel):
    by_hand = [household for (household,) in panel.execute(QUERIES[segment]).fetchall()]
    assert by_hand, "a query that finds nobody proves nothing"
    assert sorted(published[segment]) == sorted(set(by_hand))
