{{ config(
    enabled=_scores() is not none,
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    pre_hook="{{ forget_half_a_scoring() }}",
) }}
-- How forecasts from before the last days fared, beside the guess that these days would be like the days before.
-- For amounts and counts, the error is the mean distance; for a probability, the mean squared one (Brier's score).
with predicted as (
    select
        histories.customer_id,
        expected.purchases_90d as purchases,
        expected.purchases_90d * ({{ _expected_amount('holdout') }}) as amount,
        {{ _purchase_probability('holdout') }} as probability,
        cast(histories.last_purchases as double precision) as last_purchases,
        cast(histories.last_amount as double precision) as last_amount,
        cast(histories.next_purchases as double precision) as next_purchases,
        cast(histories.next_amount as double precision) as next_amount,
        case when histories.next_purchases > 0 then 1.0 else 0.0 end as has_bought,
        (
            select avg(case when earlier.next_purchases > 0 then 1.0 else 0.0 end)
            from {{ ref('purchase_histories') }} as earlier
            where earlier.cutoff = 'training'
        ) as usual_share
    from {{ ref('purchase_histories') }} as histories
    left join {{ _score_table('expected_purchases') }} as expected
        on
            histories.cutoff = expected.cutoff
            and histories.frequency = expected.frequency
            and histories.recency_days = expected.recency_days
            and histories.age_days = expected.age_days
    where histories.cutoff = 'holdout' and {{ _is_scored_now() }}
)

{% for forecast, model, mean, outcome, baseline, power in [
    ('purchases', 'bg_nbd', 'purchases', 'next_purchases', 'last_purchases', 1),
    ('amount', 'gamma_gamma', 'amount', 'next_amount', 'last_amount', 1),
    ('probability', 'next_purchase', 'probability', 'has_bought', 'usual_share', 2),
] %}
{{ 'union all' if not loop.first }}
select
    plan.scored_as_of,
    plan.scored_on,
    cast('{{ forecast }}' as {{ dbt.type_string() }}) as forecast,
    cast('{{ model }}' as {{ dbt.type_string() }}) as model,
    cast({{ _forecast_days() }} as bigint) as days,
    count(*) as customers,
    {{ _rounded('sum(' ~ mean ~ ')', 4) }} as forecast_total,
    {{ _rounded('sum(' ~ baseline ~ ')', 4) }} as baseline_total,
    {{ _rounded('sum(' ~ outcome ~ ')', 4) }} as actual_total,
    {{ _rounded('avg(power(abs(' ~ mean ~ ' - ' ~ outcome ~ '), ' ~ power ~ '))', 6) }} as forecast_error,
    {{ _rounded('avg(power(abs(' ~ baseline ~ ' - ' ~ outcome ~ '), ' ~ power ~ '))', 6) }} as baseline_error
from predicted
cross join {{ ref('scoring_plan') }} as plan
where {{ mean }} is not null and {{ baseline }} is not null
group by plan.scored_as_of, plan.scored_on
{%- endfor %}
