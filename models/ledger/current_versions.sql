{{ config(materialized='view') }}
-- Each segment as the last release left it.
select *
from (
    select
        versions.*,
        row_number() over (partition by versions.segment order by versions.release_id desc) as recency
    from {{ ref('segment_versions') }} as versions
    where versions.release_id <= (select max(release_id) from {{ ref('releases') }})
) as ranked
where recency = 1
