{#-
    The rest of the query after _told_again() and _stays_after(): stays that are no longer believed, and those that
    replace them. Also plain Jinja.
-#}
{%- macro _told_instead() -%}
union all
select stood.segment, stood.customer_id, stood.entered_at, stood.exited_at, stood.recorded_release, clocks.release_id
from stood
inner join clocks on stood.segment = clocks.segment
left join believed
    on
        stood.segment = believed.segment and stood.customer_id = believed.customer_id
        and stood.entered_at = believed.entered_at and stood.recorded_release = believed.recorded_release
        and stood.exited_at is not distinct from believed.exited_at
where believed.segment is null
union all
select believed.segment, believed.customer_id, believed.entered_at, believed.exited_at, believed.recorded_release,
    cast(null as bigint)
from believed
inner join clocks on believed.segment = clocks.segment and believed.recorded_release = clocks.release_id
{%- for told in ['adjoining', 'lost'] %}
left join {{ told }} on believed.segment = {{ told }}.segment and believed.customer_id = {{ told }}.customer_id
    and believed.entered_at = {{ told }}.entered_at
{%- endfor %}
where adjoining.segment is null and lost.segment is null
{%- endmacro -%}
