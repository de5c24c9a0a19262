"""Psychographic segments by hand: half a year of purchases, and what households say when asked."""

_SHARES = """
    select household, count(*) as lines, sum(paid) as paid,
        sum(case when brand = 'Private' then paid else 0 end) as own_brand
    from lines where days_ago(day) < 180 group by household
"""

QUERIES = {
    "private_label_believers": f"""
        select household from ({_SHARES}) where lines >= 50 and own_brand >= 0.4 * paid
    """,
    "national_brand_devotees": f"""
        select household from ({_SHARES}) where lines >= 50 and own_brand <= 0.12 * paid
    """,
    "organic_choosers": """
        select household from lines
        where days_ago(day) < 180 and (department = 'NUTRITION' or category = 'ORGANICS FRUIT & VEGETABLES')
        group by household having count(*) >= 12
    """,
    "advocates": """
        select household from surveys
        where days_ago(day) < 365
            and household in (select household from baskets where days_ago(day) < 60)
            and household not in (select household from lists where list = 'do_not_contact')
        group by household having sum(score) >= 9 * count(*)
    """,
    "complaint_risk": """
        select household from surveys where days_ago(day) < 180
        group by household having sum(score) <= 5 * count(*)
    """,
    "panel_households": """
        select household from lists where list = 'store_panel'
        intersect select household from baskets where days_ago(day) < 60
    """,
}
