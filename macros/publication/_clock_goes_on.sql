{#- Whether no release had a later clock than this refresh: then the stays that readers see are those that it continues. -#}
{%- macro _clock_goes_on() -%}
    {%- set releases = _earlier_relation('releases') -%}
    {%- if not releases -%}{{- return(true) -}}{%- endif -%}
    {%- set later = run_query('select count(*) from ' ~ releases ~ ' where as_of > (select as_of from ' ~ ref('refresh_plan') ~ ')') -%}
    {{- return(later.columns[0][0] | int == 0) -}}
{%- endmacro -%}
