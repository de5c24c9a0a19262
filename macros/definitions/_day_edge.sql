{#- The begin or the end of the day that a segment's meta names, as a UTC timestamp in text; none without a day. -#}
{%- macro _day_edge(segment, key, is_end) -%}
    {%- set given = segment.node.config.meta.get(key) -%}
    {%- if not given -%}{{- return(none) -}}{%- endif -%}
    {%- set day = _iso_date('meta.' ~ key, given, segment.file) -%}
    {%- set day_before = modules.datetime.date.fromisoformat(day) - modules.datetime.timedelta(days=1) -%}
    {%- set tick = modules.datetime.timedelta(microseconds=1) -%}
    {%- set edge = _end_of_day(day) if is_end else _end_of_day(day_before.isoformat()) + tick -%}
    {{- return(edge.replace(tzinfo=none).isoformat(' ')) -}}
{%- endmacro -%}
