"""A user with data of their own sets two variables and writes segments, and needs nothing else."""

from small_shop import DAY


def test_members_are_those_of_the_own_data(built_shop):
    members: dict[str, set[str]] = {}
    rows = built_shop.rows(
        "select segment, customer_id from published.segment_members"
        " union all select segment, customer_id from hidden.segment_members"
    )
    for segment, customer in rows:
        members.setdefault(segment, set()).add(customer)
    everybody = range(1, 41)
    assert members == {
        "loyal": {f"c{n:02}" for n in everybody if n % 5 >= 3},
        "recent": {f"c{n:02}" for n in everybody if n % 5 and n < 15},
        "swedes": {f"c{n:02}" for n in everybody if n % 4 == 1},
        "loyal_swedes": {f"c{n:02}" for n in everybody if n % 5 >= 3 and n % 4 == 1},
        "quiet": {f"c{n:02}" for n in everybody if n % 5 == 0},
    }


def test_nothing_of_the_demonstration_is_loaded(built_shop):
    schemas = {
        schema for (schema,) in built_shop.rows("select distinct table_schema from information_schema.tables")
    }
    assert not schemas & {"staging", "synthetic"}


def test_the_clock_is_the_one_asked_for(built_shop):
    (as_of,) = built_shop.rows("select max(as_of) from published.segment_releases")[0]
    # The end of that day in the project's time zone, America/New_York.
    assert f"{as_of:%Y-%m-%d %H:%M}" == "2024-04-01 03:59"
    assert DAY == "2024-03-31"


def test_customers_without_an_answer_are_counted(built_shop):
    ((unknown,),) = built_shop.rows("select unknown from published.segments where segment = 'swedes'")
    assert unknown == 10


def test_a_relation_that_is_not_there_is_named(shop):
    file = shop.root / "dbt_project.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("shop.customers", "shop.clients"), encoding="utf-8")
    done = shop.segments("refresh")
    assert done.returncode == 1
    assert "dbt_project.yml" in done.stderr
    assert "'shop.clients'" in done.stderr
