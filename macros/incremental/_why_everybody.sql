{#- A hash of what kept figures depend on besides data and rules. If it changes, all of them are invalid. -#}
{%- macro _signature() -%}
    {{- return(local_md5(tojson([var('time_zone'), var('value_event'), var('value_days'),
        var('profile_features', none),
        env_var('SEGMENTS_CODE', '')]))) -}}
{%- endmacro -%}

{#- Why all rules must be evaluated again for all customers; none if an incremental pass is enough. -#}
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
