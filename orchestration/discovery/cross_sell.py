"""What a segment's members lack that comparable customers buy, and how much that is worth.

Comparable are customers who aren't members and are in the same tenth of all by value. Shares and amounts are
those of each tenth, weighted by the members in it (direct standardization). Whether the shares differ by more
than chance: N. Mantel and W. Haenszel, Statistical aspects of the analysis of data from retrospective studies
of disease, Journal of the National Cancer Institute 22 (1959), corrected for all things by Y. Benjamini and
Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

TENTHS = 10
# Of a thing that a smaller share of all customers have, nothing is said.
SMALLEST_SHARE = 0.01
SURE = 0.05

Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Thing:
    """Who has a thing, by tenth: members and comparable customers (`other`), and what they spent on it."""

    name: str
    buyers: Counts
    amounts: Counts
    other_buyers: Counts
    other_amounts: Counts


@dataclass(frozen=True)
class Offer:
    """A thing that fewer members have than comparable customers would.

    `expected` is the number of members who would have it if as many did as among comparable customers,
    `amount` what one of those spends on it, and `prize` what the members would spend more.
    """

    thing: str
    members: int
    buyers: int
    lacking: int
    expected: float
    amount: float
    prize: float
    p_value: float


@dataclass(frozen=True)
class Raise:
    """A thing on which members who have it spend less than comparable customers who have it would."""

    thing: str
    buyers: int
    amount: float
    expected_amount: float
    prize: float


def offers(things: list[Thing], members: Counts, others: Counts) -> list[Offer]:
    """Returns the things to offer, the largest prize first; `members` and `others` are sizes by tenth.

    Members of a tenth that has no comparable customers don't count.
    """
    is_compared = (members > 0) & (others > 0)
    found = [_offer(thing, members, others, is_compared) for thing in things]
    if not found:
        return []
    # Imported here because it takes a second, and no other command needs it.
    from statsmodels.stats.multitest import multipletests

    corrected = multipletests([offer.p_value for offer in found], method="fdr_bh")[1]
    sure = [replace(offer, p_value=float(p)) for offer, p in zip(found, corrected, strict=True)]
    shown = [offer for offer in sure if offer.expected > offer.buyers and offer.p_value < SURE]
    return sorted(
        (offer for offer in shown if offer.prize > 0), key=lambda offer: (-offer.prize, offer.thing)
    )


def _offer(thing: Thing, members: Counts, others: Counts, is_compared: NDArray[np.bool_]) -> Offer:
    from statsmodels.stats.contingency_tables import StratifiedTable

    size, other_size = members[is_compared], others[is_compared]
    have, other_have = thing.buyers[is_compared], thing.other_buyers[is_compared]
    would_have = size * other_have / other_size
    would_spend = size * thing.other_amounts[is_compared] / other_size
    expected, lacking = float(would_have.sum()), int(size.sum() - have.sum())
    amount = float(would_spend.sum() / expected) if expected else 0.0
    tables = np.array([[have, size - have], [other_have, other_size - other_have]])
    # Where all or none of both have it, there is nothing to tell.
    varied = tables[:, :, (tables.sum(axis=0) > 0).all(axis=0)]
    p_value = float(StratifiedTable(varied).test_null_odds().pvalue) if varied.shape[2] else 1.0
    more = expected - float(have.sum())
    return Offer(
        *(thing.name, int(size.sum()), int(have.sum()), lacking, expected, amount),
        *(more * amount, 1.0 if np.isnan(p_value) else p_value),
    )


def raises(things: list[Thing]) -> list[Raise]:
    """Returns the things on which members who have them spend less, the largest prize first.

    Only tenths count in which both members and comparable customers have the thing.
    """
    found = []
    for thing in things:
        both = (thing.buyers > 0) & (thing.other_buyers > 0)
        buyers = float(thing.buyers[both].sum())
        if not buyers:
            continue
        spent = float(thing.amounts[both].sum())
        each = thing.other_amounts[both] / thing.other_buyers[both]
        would_spend = float((thing.buyers[both] * each).sum())
        if would_spend > spent:
            told = (spent / buyers, would_spend / buyers, would_spend - spent)
            found.append(Raise(thing.name, int(buyers), *told))
    return sorted(found, key=lambda one: (-one.prize, one.thing))


def things_of(rows: list[dict[str, Any]]) -> list[Thing]:
    """Returns the things, by name, of rows of thing, tenth, is_member, buyers and amount."""
    made: dict[str, Thing] = {}
    for row in rows:
        thing = made.setdefault(row["thing"], Thing(row["thing"], *(np.zeros(TENTHS) for _ in range(4))))
        buyers, amounts = (
            (thing.buyers, thing.amounts) if row["is_member"] else (thing.other_buyers, thing.other_amounts)
        )
        buyers[row["tenth"] - 1], amounts[row["tenth"] - 1] = row["buyers"], float(row["amount"] or 0)
    return [made[name] for name in sorted(made)]
