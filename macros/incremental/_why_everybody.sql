{#- What the kept figures rest on beside the data and the rules: another signature means that none of them holds. -#}
{%- macro _signature() -%}
    {{- return(local_md5(tojson([var('time_zone'), var('value_event'), var('value_days'),
        env_var('SEGMENTS_CODE', '')]))) -}}
{%- endmacro -%}

{#- Why all rules must be worked out anew for all customers, or none where it is enough to look at some. -#}
{%- macro _why_everybody(pending, state) -%}
    {%- if _is_full() -%}{{- return('a full refresh was asked for') -}}{%- endif -%}
    {%- set first = _row_of(state) -%}
    {%- for name in ['customer_verdicts', 'standing_features'] if not _earlier_relation(name) or not first -%}
        {{- return('nothing has been kept yet') -}}
    {%- endfor -%}
    {%- if first.signature != _signature() -%}{{- return('the project changed beyond its segments') -}}{%- endif -%}
    {%- set marks = run_query('select min(reason) from ' ~ pending ~ ' where customer_id is null').columns[0] -%}
    {{- return(marks[0]) -}}
{%- endmacro -%}
