{{ config(materialized='view') }}
-- Entries and exits by clock as each release counted them, and which of these counts is the last.
select
    segment,
    release_id,
    as_of,
    entered,
    exited,
    row_number() over (partition by segment, as_of order by release_id desc) = 1 as is_last
from {{ ref('turnover_log') }}
where release_id <= (select max(release_id) from {{ ref('releases') }})
