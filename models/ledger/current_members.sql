{{ config(materialized='view') }}
-- The members of every segment, including hidden ones, each at the clock of its last published members.
select
    stays.segment,
    stays.customer_id,
    stays.entered_at,
    versions.as_of,
    {{ local_day('versions.as_of') }} as as_of_day,
    versions.access,
    versions.owner_group
from {{ ref('believed_stays') }} as stays
-- A release has a row of every segment that stands: the last one's are found by key, where current_versions ranks all.
inner join {{ ref('segment_versions') }} as versions
    on stays.segment = versions.segment and versions.release_id = (select max(release_id) from {{ ref('releases') }})
where
    versions.status <> 'retired'
    and stays.entered_at <= versions.as_of
    and (stays.exited_at is null or stays.exited_at > versions.as_of)
