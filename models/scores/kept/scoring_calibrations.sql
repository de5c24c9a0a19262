{{ config(enabled=_scores() is not none) }}
-- What forecasts from before the last days said, by tenth of the customers, and what happened in these days.
with predicted as (
    {{ _forecast_of_holdout() }}
),

tenths as (
    {%- for score, forecast, outcome in [('p_purchase_90d', 'probability', 'has_bought'), ('purchases_90d', 'purchases', 'next_purchases')] %}
    {{ 'union all' if not loop.first }}
    select
        cast('{{ score }}' as {{ dbt.type_string() }}) as score,
        {{ forecast }} as predicted,
        {{ outcome }} as happened,
        ntile(10) over (order by {{ forecast }} desc, customer_id asc) as decile
    from predicted
    where {{ forecast }} is not null
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
