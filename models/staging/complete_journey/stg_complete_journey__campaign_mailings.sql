-- One row per household and campaign mailed to it. The source has no send date, so the campaign's first day
-- is used.
{{ config(enabled=var('events_relation', none) is none) }}

select
    'mailing-' || cast(mailings.campaign_id as {{ dbt.type_string() }})
    || '-' || cast(mailings.household_id as {{ dbt.type_string() }}) as event_id,
    mailings.household_id as customer_id,
    'campaign_mailing' as event_name,
    {{ utc_from_local('campaigns.start_date') }} as occurred_at,
    cast(mailings.campaign_id as {{ dbt.type_string() }}) as campaign,
    campaigns.campaign_type,
    'mail' as channel
from {{ source('complete_journey', 'campaigns') }} as mailings
inner join {{ source('complete_journey', 'campaign_descriptions') }} as campaigns
    on mailings.campaign_id = campaigns.campaign_id
