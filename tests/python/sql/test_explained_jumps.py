"""A jump between two as-of times is explained by what happened to the segment, not to its customers."""

from __future__ import annotations

import small_shop
from conftest import open_in_memory
from proof.harness import SegmentFile


def test_a_changed_definition_and_a_held_release_explain_the_clock_that_follows() -> None:
    """loyal is published, held on the 29th, published again, and has a stricter rule on the 31st."""
    with open_in_memory() as project:
        for day, orders, held in ((28, 3, []), (29, 3, ["loyal"]), (30, 3, []), (31, 4, [])):
            project.set_variables({**small_shop.IN_MEMORY, "as_of": f"2024-03-{day}"})
            project.set_segments(
                SegmentFile(
                    name,
                    f"{{% call segment() %}}\n{{{{ did('order', at_least={least}) }}}}\n{{% endcall %}}\n",
                )
                for name, least in (("loyal", orders), ("others", 2))
            )
            project.refresh(held)
        query = f"select segment, as_of_day, explained_by from ({project.render('segment_metrics')})"
        found = project.database.execute(f"{query} where explained_by is not null order by 1, 2").fetchall()

    assert [(segment, str(day), why) for segment, day, why in found] == [
        ("loyal", "2024-03-30", "held before"),
        ("loyal", "2024-03-31", "definition changed"),
    ]
