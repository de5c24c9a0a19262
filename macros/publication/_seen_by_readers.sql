{#- The counters of published_releases(): what each release did with the segments that readers can see now. -#}
{%- macro _seen_by_readers() -%}
    select
        versions.release_id,
        sum(case when versions.status in ('live', 'new') then 1 else 0 end) as segments_published,
        sum(case when versions.status = 'held' then 1 else 0 end) as segments_held,
        sum(case when versions.status <> 'retired' and versions.definition_hash is distinct from versions.hash_before
            then 1 else 0 end) as definitions_changed,
        sum(coalesce(turnover.rows_written, 0)) as rows_written
    from (
        select
            segment, release_id, status, as_of, definition_hash,
            lag(definition_hash) over (partition by segment order by release_id) as hash_before
        from {{ ref('segment_versions') }}
    ) as versions
    inner join {{ _visible_segments('public') }} as visible on versions.segment = visible.segment
    left join {{ ref('turnover_log') }} as turnover
        on
            versions.segment = turnover.segment and versions.release_id = turnover.release_id
            and versions.as_of = turnover.as_of
    group by versions.release_id
{%- endmacro -%}
