{#- The day of the newest event that can have happened by the last possible day; none where there is none. -#}
{%- macro _newest_day(events, last_day) -%}
    {%- set newest = _rows_of(events, 'select max(occurred_on) from ' ~ events ~ ' where occurred_on <= ' ~ _days_before(last_day, 0)) -%}
    {{- return(newest[0][0] if newest else none) -}}
{%- endmacro -%}
