{#-
    Of received rows those that were loaded last under each event_id, as a select: each row once, a deletion without
    what it deletes, and segments__versions, how many rows that say different things there are. More than one: nobody
    can tell which counts. rows: what to select from.
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
