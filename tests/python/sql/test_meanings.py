"""What the docs say about ties, ends and gaps, compared with the project's own SQL on the small shop."""

from __future__ import annotations

from typing import Any

import pytest
from proof.harness import Project, SegmentFile
from small_shop import IN_MEMORY

# The clock is the end of 31 March 2024 in New York. c07 is alone in its country. A call of c01 and c03 is
# exactly 48 hours old, that of c02 a microsecond less; c03 was answered at the very clock.
GIVEN = (
    "update shop.customers set country = 'IS' where customer_id = 'c07'",
    """
    insert into shop.orders (event_id, customer_id, event_name, occurred_at, loaded_at)
    values
        ('1', 'c01', 'call', timestamp '2024-03-30 03:59:59.999999', timestamp '2024-03-31 12:00:00'),
        ('2', 'c02', 'call', timestamp '2024-03-30 04:00:00', timestamp '2024-03-31 12:00:00'),
        ('3', 'c03', 'call', timestamp '2024-03-30 03:59:59.999999', timestamp '2024-03-31 12:00:00'),
        ('4', 'c03', 'answer', timestamp '2024-04-01 03:59:59.999999', timestamp '2024-03-31 12:00:00')
    """,
)
NOBODY = "\"channel = 'none'\""
RULES = {
    "first_tenth_of_equals": f"{{{{ decile_of(count_of('order', where={NOBODY})) }}}} = 1",
    "alone_in_its_country": "country = 'IS' and {{ percentile_of(count_of('order'), by='country') }} = 1"
    " and {{ decile_of(count_of('order'), by='country') }} = 1",
    "unanswered": "{{ did_then_not('call', 'answer', within_hours=48) }}",
    "swedes": "country = 'SE'",
    "takers": "{{ did('order', at_least=3) }}",
    "givers": "country = 'SE'",
}
TIER = {"takers": 1, "givers": 2}


def _files() -> list[SegmentFile]:
    return [
        SegmentFile(
            name,
            f"{{% call segment() %}}\n{rule}\n{{% endcall %}}\n",
            config={"meta": {"priority_group": "tier", "priority": TIER[name]}} if name in TIER else {},
        )
        for name, rule in RULES.items()
    ]


@pytest.fixture
def shop(shop_in_memory: Project) -> Project:
    for statement in GIVEN:
        shop_in_memory.database.execute(statement)
    shop_in_memory.set_segments(_files())
    shop_in_memory.refresh()
    return shop_in_memory


def _rows(project: Project, query: str) -> list[tuple[Any, ...]]:
    return project.database.execute(query).fetchall()


def _members(project: Project, name: str) -> set[str]:
    rows = _rows(project, f"select customer_id from ledger.current_members where segment = '{name}'")
    return {customer for (customer,) in rows}


def test_the_pages_keep_their_word(shop: Project) -> None:
    # Of equal numbers, the lower ID has the higher place. A customer who is alone is the first.
    assert _members(shop, "first_tenth_of_equals") == {"c01", "c02", "c03", "c04"}
    assert _members(shop, "alone_in_its_country") == {"c07"}
    # Time that ends at the clock is over, and what happens at its last instant is in time.
    assert _members(shop, "unanswered") == {"c01"}

    # A percentile between two members' values lies between them in proportion.
    values = sorted(
        float(value)
        for (value,) in _rows(
            shop,
            "select worth.value from features.customer_values as worth inner join shop.customers as customers"
            " on worth.customer_id = customers.customer_id where country = 'SE'",
        )
    )
    for share in (10, 50, 90):
        place = (len(values) - 1) * share / 100
        low = int(place)
        high = min(low + 1, len(values) - 1)
        wanted = values[low] + (values[high] - values[low]) * (place - low)
        ((given,),) = _rows(shop, f"select value_p{share} from ledger.metric_log where segment = 'swedes'")
        assert given == pytest.approx(wanted)

    # A higher priority takes members, not customers whose rule is unknown: 51 were reported as 4.
    nobody_knows = _rows(shop, "select count(*) from shop.customers where country is null")
    told = _rows(shop, "select unknown from ledger.current_versions where segment = 'givers'")
    assert told == nobody_knows != [(0,)]
    assert _members(shop, "givers") == _members(shop, "swedes") - _members(shop, "takers")

    # Events of unknown customers are seen, but nobody is evaluated for them.
    shop.database.execute(
        "insert into shop.orders (event_id, customer_id, event_name, occurred_at, loaded_at) values"
        " ('5', 'stranger', 'order', timestamp '2024-03-31 12:00:00', timestamp '2024-04-01 12:00:00'),"
        " ('6', 'c01', 'order', timestamp '2024-03-31 12:00:00', timestamp '2024-04-01 12:00:00')"
    )
    shop.refresh()
    work = _rows(shop, "select customers_recomputed, by_events from ledger.releases where release_id = 2")
    assert work == [(1, 1)]


def test_a_clock_that_was_set_back_sees_no_stay_that_begins_after_it(shop: Project) -> None:
    def entered_late() -> set[str]:
        return _members(shop, "were_recent") & {"c12", "c40"}

    shop.database.execute(
        "insert into shop.orders (event_id, customer_id, event_name, occurred_at, loaded_at) values"
        " ('7', 'c40', 'order', timestamp '2024-04-08 12:00:00', timestamp '2024-04-08 12:00:00')"
    )
    recent = SegmentFile("recent", "{% call segment() %}{{ did('order', within_days=15) }}{% endcall %}")
    were = SegmentFile("were_recent", "{% call segment() %}{{ was_in_segment('recent') }}{% endcall %}")
    shop.set_segments([recent])
    for clock in ("2024-03-31", "2024-04-10"):
        shop.set_variables(IN_MEMORY | {"as_of": clock})
        shop.refresh()
    assert _members(shop, "recent") & {"c12", "c40"} == {"c40"}
    shop.set_segments([recent, were])
    shop.set_variables(IN_MEMORY | {"as_of": "2024-04-05"})
    shop.refresh()
    # c12 was in from 31 March. c40 enters on the tenth, which is still in the future.
    assert entered_late() == {"c12"}
    shop.set_variables(IN_MEMORY | {"as_of": "2024-04-10"})
    shop.refresh()
    assert entered_late() == {"c12", "c40"}
