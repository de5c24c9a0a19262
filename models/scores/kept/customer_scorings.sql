{{ config(enabled=_scores() is not none, indexes=indexes_on(['scored_as_of'])) }}
-- The scores of every customer who had bought by then, by scoring. They stay: a rule of that time was judged by them.
-- Customers who are alike in a score's figure get the same score, that of the lowest among them.
with ranked as (
    select
        *,
        floor(5.0 * (rank() over (order by days_since_purchase desc) - 1) / count(*) over ()) + 1 as recency_score,
        floor(5.0 * (rank() over (order by value_days_bought) - 1) / count(*) over ()) + 1 as frequency_score,
        floor(5.0 * (rank() over (order by value) - 1) / count(*) over ()) + 1 as monetary_score,
        ntile(10) over (order by value desc, customer_id asc) as value_decile
    from {{ ref('purchase_histories') }}
    where cutoff = 'now'
)

select
    plan.scored_as_of,
    plan.scored_on,
    histories.customer_id,
    histories.days_since_purchase,
    histories.value_days_bought as purchase_days,
    histories.value,
    histories.margin,
    cast(histories.recency_score as {{ dbt.type_int() }}) as recency_score,
    cast(histories.frequency_score as {{ dbt.type_int() }}) as frequency_score,
    cast(histories.monetary_score as {{ dbt.type_int() }}) as monetary_score,
    {{ _rfm_cell('histories.recency_score', 'histories.frequency_score') }} as rfm_cell,
    cast(histories.value_decile as {{ dbt.type_int() }}) as value_decile,
    case
        when histories.value < 0 then 'negative'
        when histories.value = 0 then 'none'
        when histories.value_decile <= 2 then 'high'
        when histories.value_decile <= 5 then 'middle'
        else 'low'
    end as value_tier,
    {{ _rounded('expected.p_alive', 6) }} as p_alive,
    {{ _rounded('expected.purchases_12m', 4) }} as purchases_12m,
    {{ _rounded('expected.purchases_12m * (' ~ _expected_amount() ~ ')', 2) }} as clv_12m,
    {{ _rounded(_purchase_probability(), 6) }} as p_purchase_90d
from ranked as histories
cross join {{ ref('scoring_plan') }} as plan
{{ _with_expected() }}
where {{ _is_scored_now() }}
