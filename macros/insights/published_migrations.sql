{#-
    Who moved between the segments of an exclusive group of one side, from each published clock to the next: access is
    public or private. A null segment is none of the group that whoever asks may see.
-#}
{%- macro published_migrations(access) -%}
with stays as (
    select
        versions.priority_group,
        stays.segment,
        stays.customer_id,
        stays.entered_at,
        stays.exited_at
    from {{ ref('believed_stays') }} as stays
    inner join {{ _visible_segments(access) }} as versions on stays.segment = versions.segment
    where versions.priority_group is not null
),

clocks as (
    select
        as_of,
        lag(as_of) over (order by as_of) as earlier
    from (
        select distinct releases.as_of
        from {{ ref('releases') }} as releases
        left join ({{ _withdrawn_releases(ref('releases')) }}) as withdrawn
            on releases.release_id = withdrawn.release_id
        where withdrawn.release_id is null
    ) as published
),

moves as (
    select
        coalesce(exits.priority_group, entries.priority_group) as priority_group,
        exits.segment as from_segment,
        entries.segment as to_segment,
        coalesce(exits.exited_at, entries.entered_at) as moved_at
    from (select * from stays where exited_at is not null) as exits
    full outer join stays as entries
        on
            exits.customer_id = entries.customer_id
            and exits.priority_group = entries.priority_group
            and exits.exited_at = entries.entered_at
)

select
    moves.priority_group,
    moves.from_segment,
    moves.to_segment,
    count(*) as customers,
    clocks.earlier as period_start,
    {{ local_day('clocks.earlier') }} as period_start_day,
    clocks.as_of as period_end,
    {{ local_day('clocks.as_of') }} as period_end_day
from moves
inner join clocks on moves.moved_at = clocks.as_of
where clocks.earlier is not null
group by moves.priority_group, moves.from_segment, moves.to_segment, clocks.earlier, clocks.as_of
{%- endmacro -%}
