{#-
    The segments, as literals, whose value figures this refresh copies from the last release: with the variable
    value_figures: day, those already computed on the clock's day.
-#}
{%- macro _carried_values() -%}
    {%- if var('value_figures') not in ['release', 'day'] -%}
        {%- do _refuse("value_figures='" ~ var('value_figures') ~ "' is not known; valid are release, day",
            'dbt_project.yml') -%}
    {%- endif -%}
    {%- set metrics, releases = _earlier_relation('metric_log'), _earlier_relation('releases') -%}
    {%- if var('value_figures') == 'release' or not metrics or not releases
        or _is_full() -%}{{- return([]) -}}{%- endif -%}
    {#- Those of an earlier version of the project may lack some. -#}
    {%- set known = adapter.get_columns_in_relation(metrics) | map(attribute='name') | list -%}
    {%- if _value_columns() | reject('in', known) | list -%}{{- return([]) -}}{%- endif -%}
    {%- set last = run_query('select as_of from ' ~ releases ~ ' where release_id = '
        ~ _last_release()).columns[0][0] -%}
    {%- set zone = modules.pytz.timezone(var('time_zone')) -%}
    {%- if not last
        or modules.pytz.utc.localize(last).astimezone(zone).date() != _planned_clock().day -%}
        {{- return([]) -}}
    {%- endif -%}
    {%- set names = [] -%}
    {%- set definitions = ref('segment_definitions') -%}
    {%- for row in _rows_of(definitions, 'select segment from ' ~ metrics ~ ' where release_id = ' ~ _last_release()
        ~ ' and segment in (select segment from ' ~ definitions ~ ')') -%}
        {%- do names.append(_quote(row[0])) -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}
