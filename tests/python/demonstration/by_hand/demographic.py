"""Demographic segments by hand. Only 801 of the 2,469 households told the panel anything about themselves."""

SHOPPED = "household in (select household from baskets where days_ago(day) < 90)"

QUERIES = {
    "families_with_children": f"""
        select household from households where household_comp like '%Adult% Kids'
            and household_comp not like '%No Kids' and {SHOPPED}
    """,
    "empty_nesters": f"""
        select household from households where age >= '55' and kids_count = '0' and {SHOPPED}
    """,
    "young_singles": f"""
        select household from households where age < '35' and household_size = '1' and {SHOPPED}
    """,
    "budget_minded_families": """
        select h.household from households h
        where h.kids_count <> '0' and h.income in ('Under 15K', '15-24K', '25-34K', '35-49K')
            and (select count(*) from baskets b where b.household = h.household and days_ago(b.day) < 90) >= 3
    """,
}
