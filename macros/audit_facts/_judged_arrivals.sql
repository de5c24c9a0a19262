{#- The newest arrival that the last release has checked, as a literal; none before the first release. -#}
{%- macro _judged_arrivals() -%}
    {%- set kept = _earlier_relation('arrival_log') -%}
    {%- set newest = _rows_of(kept, 'select newest_loaded_at from ' ~ kept
        ~ ' where release_id = (select max(release_id) from '
        ~ kept ~ ' where release_id <= ' ~ _last_release() ~ ')') if kept else [] -%}
    {{- return(_timestamp(newest[0][0]) if newest and newest[0][0] else none) -}}
{%- endmacro -%}
