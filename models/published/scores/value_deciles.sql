{{ config(enabled=_scores() is not none) }}
select
    cast(value_decile as bigint) as decile,
    count(*) as customers,
    cast(sum(value) as numeric(38, 4)) as value,
    cast(sum(value) as double precision) / nullif(cast(sum(sum(value)) over () as double precision), 0) as value_share,
    cast(avg(cast(value as double precision)) as numeric(38, 4)) as value_mean,
    cast(min(value) as numeric(38, 4)) as lowest_value,
    cast(max(value) as numeric(38, 4)) as highest_value,
    cast(sum(case when value < 0 then 1 else 0 end) as bigint) as negative_customers,
    avg(cast(purchase_days as double precision)) as purchase_days_mean,
    avg(p_alive) as p_alive_mean,
    avg(p_purchase_90d) as p_purchase_90d_mean,
    cast(sum(cast(clv_12m as numeric(38, 2))) as numeric(38, 2)) as clv_12m,
    scored_as_of,
    scored_on,
    release_id
from {{ of_last_scoring('customer_scorings') }} as scores
group by value_decile, scored_as_of, scored_on, release_id
