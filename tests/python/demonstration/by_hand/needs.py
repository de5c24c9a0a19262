"""Needs by hand, from the lines of a household's receipts."""

QUERIES = {
    "baby_households": """
        select household from lines
        where days_ago(day) < 180 and (category in ('BABY FOODS', 'BABY HBC', 'INFANT FORMULA')
            or category = 'DIAPERS & DISPOSABLES' or category = 'INFANT CARE PRODUCTS')
        group by household having count(*) >= 4
    """,
    "pet_households": """
        select household from lines where days_ago(day) < 120 and category in ('CAT FOOD', 'DOG FOODS')
        group by household having count(*) >= 3
    """,
    "convenience_seekers": """
        select household from lines where days_ago(day) < 90
        group by household
        having count(*) >= 30 and 8 * sum((coalesce(category, '') in (
            'CONVENIENT BRKFST/WHLSM SNACKS', 'FROZEN PIZZA', 'FRZN MEAT/MEAT DINNERS', 'HEAT/SERVE',
            'PREPARED FOOD', 'SALAD BAR', 'SANDWICHES', 'SUSHI'))::integer) >= count(*)
    """,
    "scratch_cooks": """
        select household from lines where days_ago(day) < 180
        group by household
        having count(case when category in ('BAKING NEEDS', 'FLOUR & MEALS', 'HERBS', 'SHORTENING/OIL',
                'SPICES & EXTRACTS') then 1 end) >= 8
            and count(case when category in ('FROZEN PIZZA', 'FRZN MEAT/MEAT DINNERS') then 1 end) < 4
    """,
}
