"""Behavioral segments by hand."""

QUERIES = {
    "weekly_shoppers": """
        select household from baskets where days_ago(day) < 91 group by household having count(*) >= 13
    """,
    "stock_up_shoppers": """
        select household from baskets where days_ago(day) < 90
        group by household having count(*) between 3 and 12 and sum(paid) >= 60 * count(*)
    """,
    "quick_trippers": """
        select household from baskets where days_ago(day) < 90
        group by household having count(*) >= 12 and sum(lines) <= 5 * count(*)
    """,
    "coupon_clippers": """
        select household from redemptions where days_ago(day) < 180 group by household having count(*) >= 2
    """,
    "mailing_ignorers": """
        select household from mailings
        where days_ago(day) < 180
            and household not in (select household from redemptions where days_ago(day) < 180)
        group by household having count(*) >= 3
    """,
}
