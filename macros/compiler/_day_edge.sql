{#- The begin or the end of the day that a segment's meta names, as a UTC timestamp in text; none without a day. -#}
{%- macro _day_edge(segment, key, time) -%}
    {%- set given = segment.node.config.meta.get(key) -%}
    {%- if not given -%}{{- return(none) -}}{%- endif -%}
    {%- set text = given | string -%}
    {%- if not modules.re.fullmatch('\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])', text) -%}
        {%- do _refuse('meta.' ~ key ~ '=' ~ text ~ ' is no day such as 2017-06-30', segment.file) -%}
    {%- endif -%}
    {%- set zone = modules.pytz.timezone(var('time_zone')) -%}
    {%- set local = zone.localize(modules.datetime.datetime.fromisoformat(text ~ 'T' ~ time)) -%}
    {{- return(local.astimezone(modules.pytz.utc).replace(tzinfo=none).isoformat(' ')) -}}
{%- endmacro -%}
