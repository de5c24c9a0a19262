"""Geographic segments by hand. Flagships are the five busiest stores, pumps the ten busiest with fuel."""

QUERIES = {
    "flagship_regulars": """
        select household from baskets
        where store in (from flagships) and days_ago(day) < 90
            and household in (select household from households where home_store in (from flagships))
        group by household having count(*) >= 6
    """,
    "flagship_guests": """
        select distinct household from baskets
        where store in (from flagships) and days_ago(day) < 90
            and household in (select household from households where home_store not in (from flagships))
    """,
    "flagship_drifters": """
        select household from baskets
        where days_ago(day) < 60
            and household in (select household from households where home_store in (from flagships))
        group by household having bool_and(store not in (from flagships))
    """,
    "fuel_prospects": """
        select household from households
        where home_store in (from pumps)
            and household in (select household from baskets where days_ago(day) < 60)
            and household not in (
                select household from lines where department = 'FUEL' and days_ago(day) < 180)
    """,
}
