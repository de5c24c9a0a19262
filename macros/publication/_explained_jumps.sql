{#-
    Why a segment's figures differ from those of its previous clock apart from the customers, as a select of segment,
    as_of and explained_by: another definition, or a hold or rollback in between.
-#}
{%- macro _explained_jumps() -%}
    with clocks as (
        select
            clocks.segment,
            clocks.as_of,
            versions.definition_hash,
            lag(clocks.as_of) over (partition by clocks.segment order by clocks.as_of) as earlier,
            lag(versions.definition_hash) over (partition by clocks.segment order by clocks.as_of) as earlier_hash
        from {{ ref('clock_releases') }} as clocks
        inner join {{ ref('segment_versions') }} as versions on clocks.segment = versions.segment
            and clocks.release_id = versions.release_id
    ),

    held as (
        select
            clocks.segment,
            clocks.as_of,
            max(case when versions.held_reason like 'rolled back to release %' then 1 else 0 end) as rolled_back
        from clocks
        inner join {{ ref('releases') }} as releases on clocks.earlier < releases.as_of
            and clocks.as_of > releases.as_of
        inner join {{ ref('segment_versions') }} as versions
            on clocks.segment = versions.segment and releases.release_id = versions.release_id
        where versions.status = 'held'
        group by clocks.segment, clocks.as_of
    )

    select
        clocks.segment,
        clocks.as_of,
        cast(case
            when clocks.definition_hash <> clocks.earlier_hash then 'definition changed'
            when held.rolled_back = 1 then 'rolled back before'
            when held.rolled_back = 0 then 'held before'
        end as {{ dbt.type_string() }}) as explained_by
    from clocks
    left join held on clocks.segment = held.segment and clocks.as_of = held.as_of
{%- endmacro -%}
