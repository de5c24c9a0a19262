{{ config(materialized='view') }}
-- Of each clock that a segment was published for, the release whose members are believed of it: the last, or the
-- one that was rolled back to.
select
    segment,
    as_of,
    {{ local_day('as_of') }} as as_of_day,
    members_release_id as release_id
from (
    select
        segment,
        as_of,
        members_release_id,
        row_number() over (partition by segment, as_of order by release_id desc) as recency
    from {{ ref('segment_versions') }}
    where members_release_id is not null and release_id <= (select max(release_id) from {{ ref('releases') }})
) as ranked
where recency = 1
