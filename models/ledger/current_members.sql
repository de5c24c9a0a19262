{{ config(materialized='view') }}
-- The members of every segment, including hidden ones, each at the clock of its last published members.
select
    stays.segment,
    stays.customer_id,
    stays.entered_at,
    versions.as_of,
    versions.as_of_day,
    versions.access,
    versions.owner_group
from {{ ref('believed_stays') }} as stays
inner join {{ ref('current_versions') }} as versions on stays.segment = versions.segment
where
    versions.status <> 'retired'
    and stays.entered_at <= versions.as_of
    and (stays.exited_at is null or stays.exited_at > versions.as_of)
