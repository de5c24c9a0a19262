{{ config(materialized='view') }}
-- For each clock that a segment was published for, the release whose members are believed: the last one, or the one
-- that was rolled back to. A clock that was taken back is left out once history is written without it.
with observed as (
    select
        versions.segment,
        versions.as_of,
        versions.release_id,
        versions.members_release_id,
        withdrawn.withdrawn_by,
        max(versions.release_id) over (partition by versions.segment) as last_release_id,
        max(case when versions.members_release_id = versions.release_id then versions.release_id end) over (partition by versions.segment) as told_release_id
    from {{ ref('segment_versions') }} as versions
    left join (
        {{ _withdrawn_releases(ref('releases')) }}
    ) as withdrawn on versions.members_release_id = withdrawn.release_id
    where versions.members_release_id is not null and versions.release_id <= (select max(release_id) from {{ ref('releases') }})
)

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
    from observed
    -- Readers see a segment at this clock, even if the clock was taken back.
    where withdrawn_by is null or told_release_id < withdrawn_by or release_id = last_release_id
) as ranked
where recency = 1
