{#-
    For each event_id the received rows that were loaded last, as a select: distinct rows, deletions without the deleted
    values, and segments__versions, the number of rows with different content. If it exceeds 1, it is unclear which row
    counts. rows: what to select from.
-#}
{%- macro _newest_versions(rows, taken) %}
    select
        versions.*,
        count(*) over (partition by event_id) as segments__versions
    from (
        select distinct
            event_id,
            loaded_at,
            is_deleted
            {%- for name in _event_columns(taken) if name not in ['event_id', 'loaded_at'] %},
            case when not is_deleted then {{ name }} end as {{ name }}
            {%- endfor %}
        from (
            select
                received.*,
                rank() over (partition by event_id order by loaded_at desc nulls last) as segments__place
            from {{ rows }}
        ) as placed
        where segments__place = 1
    ) as versions
{%- endmacro -%}
