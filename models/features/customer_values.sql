{{ config(materialized='view') }}
select
    customer_id,
    cast(value as numeric(38, 4)) as value
from {{ ref('standing_features') }}
