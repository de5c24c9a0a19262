{{ config(enabled=_scores() is not none) }}
select
    cast(scored.value_decile as bigint) as decile,
    count(*) as customers,
    cast(sum(scored.value) as numeric(38, 4)) as value,
    cast(sum(scored.value) as double precision)
    / nullif(cast(sum(sum(scored.value)) over () as double precision), 0) as value_share,
    cast(avg(cast(scored.value as double precision)) as numeric(38, 4)) as value_mean,
    cast(min(scored.value) as numeric(38, 4)) as lowest_value,
    cast(max(scored.value) as numeric(38, 4)) as highest_value,
    cast(sum(case when scored.value < 0 then 1 else 0 end) as bigint) as negative_customers,
    cast(sum(scored.margin) as numeric(38, 4)) as margin,
    cast(sum(scored.margin) as double precision) / nullif(cast(sum(scored.value) as double precision), 0) as margin_rate,
    avg(cast(scored.purchase_days as double precision)) as purchase_days_mean,
    max(cast(churn.churned as double precision) / churn.customers) as churned_share,
    avg(scored.p_alive) as p_alive_mean,
    avg(scored.p_purchase_90d) as p_purchase_90d_mean,
    cast(sum(cast(scored.clv_12m as numeric(38, 2))) as numeric(38, 2)) as clv_12m,
    max(traits.top_traits) as top_traits,
    scored.scored_as_of,
    scored.scored_on,
    scored.release_id
from {{ of_last_scoring('customer_scorings') }} as scored
left join {{ ref('scoring_churn') }} as churn
    on scored.scored_as_of = churn.scored_as_of and scored.value_decile = churn.decile
left join {{ top_traits_of_deciles() }} as traits on scored.value_decile = traits.decile
group by scored.value_decile, scored.scored_as_of, scored.scored_on, scored.release_id
