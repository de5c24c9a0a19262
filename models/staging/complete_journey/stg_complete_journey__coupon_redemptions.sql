-- One row per redeemed coupon. The source gives only the day, so the time is noon.
{{ config(enabled=var('events_relation', none) is none) }}

with numbered as (
    select
        *,
        -- The same coupon can be redeemed twice on one day, and both count.
        row_number() over (
            partition by household_id, coupon_upc, campaign_id, redemption_date order by household_id
        ) as copy_number
    from {{ source('complete_journey', 'coupon_redemptions') }}
)

select
    'redemption-' || cast(numbered.household_id as {{ dbt.type_string() }})
    || '-' || cast(numbered.coupon_upc as {{ dbt.type_string() }})
    || '-' || cast(numbered.campaign_id as {{ dbt.type_string() }})
    || '-' || cast(cast(numbered.redemption_date as date) as {{ dbt.type_string() }})
    || '-' || cast(numbered.copy_number as {{ dbt.type_string() }}) as event_id,
    numbered.household_id as customer_id,
    'coupon_redemption' as event_name,
    {{ utc_from_local("numbered.redemption_date + interval '12 hours'") }} as occurred_at,
    cast(numbered.campaign_id as {{ dbt.type_string() }}) as campaign,
    campaigns.campaign_type
from numbered
left join {{ source('complete_journey', 'campaign_descriptions') }} as campaigns
    on numbered.campaign_id = campaigns.campaign_id
