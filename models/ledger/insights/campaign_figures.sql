{{ config(incremental_strategy='append', pre_hook="{{ keep_last_release() }}") }}
-- What each campaign that has begun brought per recipient, up to its last day or the release's, beside the arm that was
-- held out or, without one, other customers who had spent no less and no more than some recipient in as many days before.
-- Of a campaign that was started, the arms are those recorded then; of several, each is compared as well (`arm`).
{% set planned_shares, value = {}, _value_feature() -%}
{%- for name, arms in (var('experiments') or {}).items() if arm_held_out() in arms -%}
    {%- do planned_shares.update({name: 'cast(' ~ (1 - arms[arm_held_out()] / 100) ~ ' as double precision)'}) -%}
{%- endfor -%}
with campaigns as (
    select
        row_number() over (order by dated.campaign, dated.segment, dated.starts_on, dated.ends_on, dated.arm) as campaign_id,
        dated.*,
        cast({{ dbt.dateadd('day', '-1 * (' ~ dbt.datediff('dated.starts_on', 'dated.last_day', 'day') ~ ' + 1)', 'dated.starts_on') }} as date) as read_from
    from (
        select distinct
            planned.campaign,
            planned.segment,
            planned.starts_on,
            planned.ends_on,
            least(planned.ends_on, plan.as_of_day) as last_day,
            {{ utc_from_local('cast(planned.starts_on as timestamp)') }} as begins_at,
            recorded.recorded_at,
            recorded.arm,
            coalesce(recorded.arms, 1) as arms,
            case
                when recorded.recorded_at is not null then recorded.planned_share
                else {{ by_campaign('planned.campaign', planned_shares, 'cast(null as double precision)') }}
            end as planned_share
        from {{ ref('segment_campaigns') }} as planned
        inner join {{ _release() }} as plan on planned.starts_on <= plan.as_of_day
        left join {{ planned_by_record() }} as recorded on planned.campaign = recorded.campaign and planned.segment = recorded.segment
    ) as dated
),

members as (
    {{ campaign_members('campaigns') }}
),

spent as (
    {{ campaign_spend(ref('events'), 'campaigns', value.event) }}
),

placed as (
    select
        campaigns.campaign_id,
        campaigns.planned_share is not null as is_random,
        members.customer_id is not null as is_member,
        coalesce(members.is_held_out, false) as is_held_out,
        cast(coalesce(spent.before_start, 0) as double precision) as before_start,
        cast(coalesce(spent.since_start, 0) as double precision) as since_start
    from campaigns
    cross join {{ ref('customers') }} as customers
    left join members on campaigns.campaign_id = members.campaign_id and customers.customer_id = members.customer_id
    left join spent on campaigns.campaign_id = spent.campaign_id and customers.customer_id = spent.customer_id
    where members.customer_id is not null or campaigns.planned_share is null
),

{{ campaign_arms('placed') }},

{{ campaign_effects() }}

select plan.release_id, plan.as_of, plan.as_of_day, campaigns.campaign, campaigns.segment, campaigns.starts_on, campaigns.ends_on, campaigns.last_day,
    campaigns.planned_share, campaigns.recorded_at, campaigns.arm, campaigns.arms,
    {{ campaign_columns() | map('string') | join(',\n    ') }}
from campaigns
cross join {{ _release() }} as plan
left join effects on campaigns.campaign_id = effects.campaign_id
