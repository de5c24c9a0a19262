"""The parts of the demonstration: its folders, its segments, and the settings that it changes."""

FOLDERS = (
    "models/staging/complete_journey",
    "seeds/demonstration",
    "tests/dbt/complete_journey",
    "tests/python/demonstration",
    # Pictures of its report.
    "docs/images",
    # Last, so that an interrupted removal can start again.
    "orchestration/demonstration",
)

# By folder of models/segments. A test compares this with the files there.
SEGMENTS = {
    "behavioral": (
        *("coupon_clippers", "mailing_ignorers", "quick_trippers", "stock_up_shoppers", "weekly_shoppers"),
    ),
    "demographic": ("budget_minded_families", "empty_nesters", "families_with_children", "young_singles"),
    "geographic": ("flagship_drifters", "flagship_guests", "flagship_regulars", "fuel_prospects"),
    "lifecycle": (
        *("active_households", "lapsed_households", "lapsing_households", "new_households"),
        *("reactivated_households", "win_back_targets"),
    ),
    "needs": ("baby_households", "convenience_seekers", "pet_households", "scratch_cooks"),
    "psychographic": (
        *("advocates", "complaint_risk", "national_brand_devotees", "organic_choosers"),
        *("panel_households", "private_label_believers"),
    ),
    "technographic": ("app_regulars", "browsed_without_buying", "ios_app_prospects", "store_only_households"),
    "value": (
        *("bronze_tier", "champions", "deal_hunters", "fading_spenders", "gold_tier"),
        *("rising_spenders", "silver_tier", "vip_care"),
    ),
}
NAMES = frozenset(name for names in SEGMENTS.values() for name in names)
GROUPS = ("loyalty", "digital", "merchandising", "customer_care", "research")
GROUPS_FILE = "models/segments/groups.yml"

# Files that can contain rows of the demonstration: the column that identifies them, and its values.
ROWS = {
    "seeds/goals.csv": ("segment", NAMES),
    "seeds/segment_backtests.csv": ("segment", NAMES),
    "seeds/segment_campaigns.csv": ("segment", NAMES),
    "seeds/unusual_days.csv": ("day", frozenset({"2017", "2018-01-01"})),
}

# Files with parts of the demonstration. A part is either the lines from a comment `demonstration: begin` to a
# comment `demonstration: end`, or one line that ends in the comment `demonstration`.
MARKED = (
    *("README.md", "CONTRIBUTING.md", "docs/audit.md", "docs/operations.md", "docs/own-data.md"),
    "docs/published-contract.md",
    *("dbt_project.yml", "pyproject.toml", "tests/python/conftest.py", "Makefile"),
    *("tests/python/unit/test_dependencies.py", "tests/python/unit/test_months_to_release.py"),
)
LOCKS = ("requirements.lock", "requirements-peers.lock", "requirements-postgres.lock")

# Settings of dbt_project.yml that fit the demonstration: the current text, and the text for one's own
# project.
SETTINGS = {
    "time_zone": ("America/New_York", "UTC"),
    "value_event": ("basket", "null"),
    "backfill_until": ('"2017-12-31"', "null"),
    "profile_traits": ("[age, income, household_composition]", "null"),
}
