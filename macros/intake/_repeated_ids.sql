{#- The ids that stand in more than one row of the events input, as a select of event_id; those of rows that can't be taken may be among them. -#}
{%- macro _repeated_ids(input, column) %}
    select event_id
    from (
        select {{ column.sql }} as event_id
        from {{ input }}
    ) as ids
    group by event_id
    having count(*) > 1
{%- endmacro -%}
