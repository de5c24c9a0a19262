{{ config(
    enabled=_scores() is not none,
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    pre_hook="{{ forget_half_a_scoring() }}",
) }}
-- What forecasts from before the last days said, by tenth of the customers, and what happened in these days.
with predicted as (
    select
        histories.customer_id,
        {{ _purchase_probability('holdout') }} as p_purchase_90d,
        expected.purchases_90d,
        case when histories.next_purchases > 0 then 1.0 else 0.0 end as has_bought,
        cast(histories.next_purchases as double precision) as next_purchases
    from {{ ref('purchase_histories') }} as histories
    left join {{ _score_table('expected_purchases') }} as expected
        on
            histories.cutoff = expected.cutoff
            and histories.frequency = expected.frequency
            and histories.recency_days = expected.recency_days
            and histories.age_days = expected.age_days
    where histories.cutoff = 'holdout' and {{ _is_scored_now() }}
),

tenths as (
    {%- for score, outcome in [('p_purchase_90d', 'has_bought'), ('purchases_90d', 'next_purchases')] %}
    {{ 'union all' if not loop.first }}
    select
        cast('{{ score }}' as {{ dbt.type_string() }}) as score,
        {{ score }} as predicted,
        {{ outcome }} as happened,
        ntile(10) over (order by {{ score }} desc, customer_id asc) as decile
    from predicted
    where {{ score }} is not null
    {%- endfor %}
)

select
    plan.scored_as_of,
    plan.scored_on,
    tenths.score,
    cast(tenths.decile as bigint) as decile,
    count(*) as customers,
    {{ _rounded('avg(tenths.predicted)', 6) }} as predicted,
    {{ _rounded('avg(tenths.happened)', 6) }} as happened
from tenths
cross join {{ ref('scoring_plan') }} as plan
group by plan.scored_as_of, plan.scored_on, tenths.score, tenths.decile
