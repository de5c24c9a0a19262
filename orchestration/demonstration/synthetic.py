"""The synthetic overlay: data that the Complete Journey lacks (email, consent, devices, visits, surveys).

Every number comes from md5(seed, purpose, household or basket). All platforms therefore make the same rows,
and a new table never changes earlier ones. Every row is marked `is_synthetic`.
"""

from orchestration.project.layers import RAW, SYNTHETIC

SEED = 2017

# The year that the files cover, in UTC. Synthetic rows must neither precede it nor move `latest` forward.
YEAR_BEGINS, YEAR_ENDS = "2017-01-01 05:00:00", "2018-01-01 05:00:00"


def overlay_queries() -> dict[str, str]:
    """Returns the query of each table of schema `synthetic`, in the order in which they can be made."""
    return {"contacts": _CONTACTS, "devices": _DEVICES, "visits": _VISITS, "surveys": _SURVEYS}


def _uniform(purpose: str, key: str) -> str:
    """Returns SQL for a number in [0, 1), constant for one purpose and one key (an SQL expression)."""
    digits = f"substr(md5('{SEED}:{purpose}:' || {key}), 1, 8)"
    return f"(('0x' || {digits})::bigint / 4294967296.0)"


# 15% have no email address and were never asked for consent. Of those asked, three in four agreed.
_CONTACTS = f"""
select
    household_id,
    case when has_email then 'household.' || household_id || '@shoppers.example' end as email,
    case when has_email and {_uniform("asked", "household_id")} < 0.92
        then {_uniform("consent", "household_id")} < 0.75 end as is_consented,
    true as is_synthetic
from (
    select distinct household_id, {_uniform("email", "household_id")} < 0.85 as has_email
    from {RAW}.transactions
)
order by household_id
"""

# Digital affinity, from 0 to 1, is higher for younger households if the age is known. The lowest quarter
# shows no device. Of the others, the upper part owns a phone and the rest a desktop; some phone owners have
# both.
_DEVICES = f"""
with affinities as (
    select
        households.household_id,
        {_uniform("affinity", "households.household_id")}
        + case when age in ('19-24', '25-34') then 0.20 when age = '35-44' then 0.10
            when age = '55-64' then -0.05 when age = '65+' then -0.20 else 0 end as affinity
    from (select distinct household_id from {RAW}.transactions) as households
    left join {RAW}.demographics on households.household_id = demographics.household_id
),
owned as (
    select
        household_id,
        affinity,
        case
            when affinity >= 0.45 and {_uniform("phone", "household_id")} < 0.55 then 'ios'
            when affinity >= 0.45 then 'android'
        end as phone,
        case when affinity between 0.25 and 0.45 or {_uniform("desktop", "household_id")} < 0.3
            then 'desktop' end as desktop
    from affinities
    where affinity >= 0.25
)
select
    household_id,
    phone as device,
    true as is_primary,
    affinity >= 0.60 as has_app,
    affinity,
    true as is_synthetic
from owned
where phone is not null
union all
select household_id, desktop, phone is null, false, affinity, true
from owned
where desktop is not null
order by household_id, device
"""

# There are two kinds of visit: up to 36 hours before a basket (to plan it), and browsing on other days.
# Owners of two devices use the primary one three times in four. If the app is installed, it serves four in
# five visits from a phone.
_VISITS = f"""
with devices_of as (
    select
        household_id,
        max(affinity) as affinity,
        max(device) filter (where is_primary) as main_device,
        max(device) filter (where not is_primary) as other_device,
        bool_or(has_app) as has_app
    from {SYNTHETIC}.devices
    group by household_id
),
baskets as (
    select household_id, basket_id, min(transaction_timestamp) as bought_at
    from {RAW}.transactions
    group by household_id, basket_id
),
moments as (
    select
        'basket-' || baskets.basket_id as occasion,
        baskets.household_id,
        baskets.bought_at
        - to_minutes(floor(5 + 2155 * {_uniform("lead", "basket_id")})::bigint) as visited_at
    from baskets
    inner join devices_of on baskets.household_id = devices_of.household_id
    where {_uniform("plans", "basket_id")} < devices_of.affinity * devices_of.affinity * 0.95
    union all
    select
        'day-' || household_id || '-' || day_number,
        household_id,
        timestamp '{YEAR_BEGINS}' + to_days(day_number::integer)
        + to_minutes(floor(480 + 900 * {_uniform("hour", "household_id || '-' || day_number")})::bigint)
    from devices_of
    cross join range(365) as days (day_number)
    where {_uniform("browses", "household_id || '-' || day_number")} < affinity * 0.035
),
visits as (
    select
        moments.occasion,
        moments.household_id,
        moments.visited_at,
        devices_of.has_app,
        case
            when {_uniform("device", "occasion")} < 0.25 then coalesce(other_device, main_device)
            else main_device
        end as device
    from moments
    inner join devices_of on moments.household_id = devices_of.household_id
    where moments.visited_at >= timestamp '{YEAR_BEGINS}' and moments.visited_at < timestamp '{YEAR_ENDS}'
)
select
    'v-' || occasion as visit_id,
    household_id,
    visited_at,
    device,
    case
        when has_app and device <> 'desktop' and {_uniform("app", "occasion")} < 0.8 then 'app'
        else 'web'
    end as channel,
    true as is_synthetic
from visits
order by visited_at, visit_id
"""

# After their first basket of a quarter, households that agreed to email are asked how likely they are to
# recommend the shop (0 to 10). One in three answers, within two days. Each household has its own mean, and
# its scores deviate from it by up to two.
_SURVEYS = f"""
with first_baskets as (
    select household_id, quarter(transaction_timestamp) as quarter, min(transaction_timestamp) as bought_at
    from {RAW}.transactions
    group by household_id, quarter(transaction_timestamp)
),
answers as (
    select
        first_baskets.household_id,
        first_baskets.quarter,
        household_id || '-' || quarter as answer,
        first_baskets.bought_at
        + to_minutes(floor(60 + 2820 * {_uniform("answers at", "answer")})::bigint) as answered_at
    from first_baskets
    inner join {SYNTHETIC}.contacts using (household_id)
    where contacts.is_consented and {_uniform("answers", "answer")} < 0.33
)
select
    's-' || answer as survey_id,
    household_id,
    answered_at,
    greatest(0, least(10, round(
        2 + 8.5 * sqrt({_uniform("temper", "household_id")}) + 4 * ({_uniform("score", "answer")} - 0.5)
    )))::integer as score,
    true as is_synthetic
from answers
where answered_at < timestamp '{YEAR_ENDS}'
order by answered_at, survey_id
"""
