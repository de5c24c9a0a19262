"""Technographic segments by hand, from the synthetic devices and visits."""

QUERIES = {
    "app_regulars": """
        select household from visits where channel = 'app' and days_ago(day) < 30
        group by household having count(*) >= 4
    """,
    "ios_app_prospects": """
        select household from devices where device = 'ios'
        intersect select household from visits where channel = 'web' and days_ago(day) < 90
        except select household from visits where channel = 'app' and days_ago(day) < 180
    """,
    "store_only_households": """
        select household from baskets
        where days_ago(day) < 90 and household not in (select household from visits where days_ago(day) < 180)
        group by household having count(*) >= 6
    """,
    "browsed_without_buying": """
        select household from visits where hours_ago(moment) < 72
        intersect select household from contacts where is_consented
        except select household from baskets where hours_ago(moment) < 72
        except select household from lists where list = 'do_not_contact'
    """,
}
