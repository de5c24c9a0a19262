"""Life-cycle stages by hand, from a household's first day, its last, and the last before this month."""

_SEEN = """
    select household, min(days_ago(day)) as last, max(days_ago(day)) as first,
        min(days_ago(day)) filter (where days_ago(day) >= 30) as before_this_month
    from baskets group by household
"""

QUERIES = {
    "new_households": f"select household from ({_SEEN}) where first < 90",
    "reactivated_households": f"""
        select household from ({_SEEN}) where first >= 90 and last < 30 and before_this_month >= 90
    """,
    "active_households": f"""
        select household from ({_SEEN}) where first >= 90 and last < 30 and before_this_month < 90
    """,
    "lapsing_households": f"select household from ({_SEEN}) where first >= 90 and last >= 30 and last < 90",
    "lapsed_households": f"select household from ({_SEEN}) where last >= 90",
    "win_back_targets": f"""
        select household from ({_SEEN}) where first >= 90 and last >= 30
        intersect select household from (
            select household, row_number() over (order by coalesce(sum(paid), 0) desc, household) as place
            from households left join (from baskets where days_ago(day) between 30 and 364) using (household)
            group by household
        ) where place <= 5 * 247
        intersect select household from contacts where is_consented
        except select household from lists where list = 'do_not_contact'
    """,
}
