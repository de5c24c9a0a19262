{{ config(materialized='view') }}
-- The stays that the last release believes.
select
    segment,
    customer_id,
    entered_at,
    exited_at
from {{ ref('segment_stays') }}
where
    recorded_release <= (select max(release_id) from {{ ref('releases') }})
    and (superseded_release is null or superseded_release > (select max(release_id) from {{ ref('releases') }}))
