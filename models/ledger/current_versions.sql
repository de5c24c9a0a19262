{{ config(materialized='view') }}
-- The version of each segment in the last release.
select
    ranked.*,
    {{ local_day('ranked.as_of') }} as as_of_day
from (
    select
        versions.*,
        row_number() over (partition by versions.segment order by versions.release_id desc) as recency
    from {{ ref('segment_versions') }} as versions
    where versions.release_id <= (select max(release_id) from {{ ref('releases') }})
) as ranked
where ranked.recency = 1
