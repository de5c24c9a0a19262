{#-
    The clocks of each segment with the release that is believed of each, and why figures differ from those of the
    previous clock apart from the customers: another definition, or a hold or rollback in between. A select of segment,
    as_of, release_id and explained_by. It reads each row once, without joining clocks to clocks: how many there are is
    beyond what a planner can guess of views.
-#}
{%- macro _explained_jumps() -%}
    with told as (
        select
            clocks.segment, clocks.as_of, clocks.release_id, versions.definition_hash, 1 as is_clock,
            cast(null as bigint) as rolled_back
        from {{ ref('clock_releases') }} as clocks
        inner join {{ ref('segment_versions') }} as versions on clocks.segment = versions.segment
            and clocks.release_id = versions.release_id
        union all
        select
            versions.segment, releases.as_of, versions.release_id, null, 0,
            case when versions.held_reason like 'rolled back to release %' then 1 else 0 end
        from {{ ref('segment_versions') }} as versions
        inner join {{ ref('releases') }} as releases on versions.release_id = releases.release_id
        where versions.status = 'held'
    ),

    -- A hold lies between two clocks. At a clock itself, it explains nothing: the clock was told all the same.
    placed as (
        select
            *,
            sum(is_clock) over (partition by segment order by as_of) - is_clock as clocks_before,
            max(is_clock) over (partition by segment, as_of) as is_at_clock,
            lag(definition_hash) over (partition by segment, is_clock order by as_of) as earlier_hash
        from told
    ),

    explained as (
        select
            *,
            max(case when is_clock = 0 and is_at_clock = 0 then rolled_back end)
                over (partition by segment, clocks_before) as held_between
        from placed
    )

    select
        segment,
        as_of,
        release_id,
        cast(case
            when definition_hash <> earlier_hash then 'definition changed'
            when clocks_before > 0 and held_between = 1 then 'rolled back before'
            when clocks_before > 0 and held_between = 0 then 'held before'
        end as {{ dbt.type_string() }}) as explained_by
    from explained
    where is_clock = 1
{%- endmacro -%}
