{#- The condition on events that lie where an edge passed by as the clock moved: from its place at the one clock up to that at the other. None where it stood still. -#}
{%- macro _edge_crossed(edge, moved) -%}
    {%- set unit, count, first_out = edge -%}
    {%- set column = 'occurred_on' if unit == 'day' else 'occurred_at' -%}
    {%- if unit == 'day' -%}
        {%- if moved.from_day == moved.to_day -%}{{- return(none) -}}{%- endif -%}
        {%- set low, high = _days_before(moved.from_day, count), _days_before(moved.to_day, count) -%}
    {%- else -%}
        {%- if moved.from == moved.to -%}{{- return(none) -}}{%- endif -%}
        {%- set low, high = _timestamp(moved.from, count), _timestamp(moved.to, count) -%}
    {%- endif -%}
    {{- return(column ~ (' > ' if first_out else ' >= ') ~ low ~ ' and ' ~ column ~ (' <= ' if first_out else ' < ') ~ high) -}}
{%- endmacro -%}
