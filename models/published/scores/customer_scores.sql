{{ config(enabled=_scores() is not none) }}
select
    customer_id, days_since_purchase, purchase_days, value, margin, recency_score, frequency_score, monetary_score, rfm_cell,
    value_decile, value_tier, p_alive, purchases_12m, clv_12m, p_purchase_90d, scored_as_of, scored_on, release_id
from {{ of_last_scoring('customer_scorings') }} as scores
