"""Segments computed by hand: their sentences written again as SQL over the panel's own Parquet files.

They share nothing with the compiler or staging, so that agreement between the two means something.
"""

from by_hand import (
    behavioral,
    demographic,
    geographic,
    lifecycle,
    needs,
    psychographic,
    technographic,
    value,
)

FAMILIES = (demographic, geographic, psychographic, technographic, behavioral, needs, value, lifecycle)
QUERIES = {name: query for family in FAMILIES for name, query in family.QUERIES.items()}
