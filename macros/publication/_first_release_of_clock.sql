{#-
    The first release that can have recorded a stay that begins or ends at the current clock; earlier ones didn't know
    this clock.
-#}
{%- macro _first_release_of_clock() -%}
    {%- set versions, clock = _earlier_relation('segment_versions'), _planned_clock() -%}
    {%- set first = _rows_of(versions, 'select min(release_id) from ' ~ versions ~ ' where as_of = '
        ~ _timestamp(clock.as_of)) -%}
    {{- return(first[0][0] if first and first[0][0] is not none else clock.release_id) -}}
{%- endmacro -%}
