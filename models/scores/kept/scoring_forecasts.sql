{{ config(enabled=_scores() is not none) }}
-- How forecasts from before the last days fared, beside the guess that these days would be like the days before.
-- For amounts and counts, the error is the mean distance; for a probability, the mean squared one (Brier's score).
with predicted as (
    {{ _forecast_of_holdout() }}
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
