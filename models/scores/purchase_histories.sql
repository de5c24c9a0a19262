{{ config(enabled=_scores() is not none) }}
-- What each customer had bought by each cutoff, if customers are scored by this refresh, else no row. A purchase is a
-- day with events of value_event: a second basket of a day belongs to the first.
{% set plan, event = _row_of(ref('scoring_plan')), _value_feature().event -%}
{%- set scored_on = plan.scored_on if plan else modules.datetime.date(2000, 1, 1) -%}
{%- set days, margin, features = _forecast_days(), _margin_column(), _known_score_features() %}
with purchases as (
    select
        customer_id,
        occurred_on,
        cast(sum(amount) as numeric(38, 4)) as amount,
        cast({{ 'sum(' ~ margin ~ ')' if margin else 'null' }} as numeric(38, 4)) as margin
    from {{ ref('events') }}
    where
        {{ 'event_name = ' ~ _quote(event) if event else 'amount is not null' }}
        and occurred_at <= {{ _timestamp(plan.scored_as_of) if plan else 'null' }}
        {%- if plan and not plan.is_due %}
        and 1 = 0
        {%- endif %}
    group by customer_id, occurred_on
),

firsts as (
    select
        customer_id,
        min(occurred_on) as first_on
    from purchases
    group by customer_id
),

cutoffs as (
    {%- for name, back in [('now', 0), ('holdout', days), ('training', 2 * days)] %}
    {{ 'union all' if not loop.first }}
    select
        cast('{{ name }}' as {{ dbt.type_string() }}) as cutoff,
        {{ _days_before(scored_on, back) }} as cutoff_on,
        {{ _days_before(scored_on, back - days) }} as next_until,
        {{ _days_before(scored_on, back + days) }} as last_after,
        {{ _days_before(scored_on, back + var('value_days') | int) }} as value_after
        {%- for feature in features %},
        {{ _days_before(scored_on, back + feature.days) }} as {{ feature.name }}_after
        {%- endfor %}
    {%- endfor %}
)
{%- if features %},

{{ _events_by_cutoff(features, plan) }}
{%- endif %}

select
    cutoffs.cutoff,
    purchases.customer_id,
    cast(sum(case when occurred_on <= cutoff_on then 1 else 0 end) - 1 as bigint) as frequency,
    cast({{ dbt.datediff('min(first_on)', 'max(case when occurred_on <= cutoff_on then occurred_on end)', 'day') }} as bigint) as recency_days,
    cast({{ dbt.datediff('min(first_on)', 'min(cutoff_on)', 'day') }} as bigint) as age_days,
    cast({{ dbt.datediff('max(case when occurred_on <= cutoff_on then occurred_on end)', 'min(cutoff_on)', 'day') }} as bigint) as days_since_purchase,
    avg(case when occurred_on <= cutoff_on and occurred_on > first_on then cast(amount as double precision) end) as repeat_mean,
    cast(sum(case when occurred_on <= cutoff_on and occurred_on > value_after then 1 else 0 end) as bigint) as value_days_bought,
    cast(sum(case when occurred_on <= cutoff_on and occurred_on > value_after then amount else 0 end) as numeric(38, 4)) as value,
    cast(sum(case when occurred_on <= cutoff_on and occurred_on > value_after then margin end) as numeric(38, 4)) as margin,
    cast(sum(case when occurred_on <= cutoff_on and occurred_on > last_after then 1 else 0 end) as bigint) as last_purchases,
    cast(sum(case when occurred_on <= cutoff_on and occurred_on > last_after then amount else 0 end) as numeric(38, 4)) as last_amount,
    cast(sum(case when occurred_on > cutoff_on and occurred_on <= next_until then 1 else 0 end) as bigint) as next_purchases,
    cast(sum(case when occurred_on > cutoff_on and occurred_on <= next_until then amount else 0 end) as numeric(38, 4)) as next_amount
    {%- for feature in features %},
    cast(coalesce(max(happened.{{ feature.name }}), 0) as bigint) as {{ feature.name }}
    {%- endfor %}
from purchases
inner join firsts on purchases.customer_id = firsts.customer_id
cross join cutoffs
{%- if features %}
left join happened on cutoffs.cutoff = happened.cutoff and purchases.customer_id = happened.customer_id
{%- endif %}
where firsts.first_on <= cutoffs.cutoff_on
group by cutoffs.cutoff, purchases.customer_id
