{#- Which pairs segment_associations counts, by the variable associations: {support, pairs}, or none. -#}
{%- macro _association_setting() -%}
    {%- set given = var('associations', none) -%}
    {%- if given is none -%}{{- return(none) -}}{%- endif -%}
    {%- set support, pairs = (given.support, given.pairs) if given is mapping else (none, none) -%}
    {%- if given is not mapping or (given.keys() | sort | list) != ['pairs', 'support']
        or support is not number or support is boolean or support < 0.01 or support > 1
        or pairs is not integer or pairs is boolean or pairs < 1 -%}
        {%- do _refuse('associations=' ~ given ~ ' is not a share from 0.01 to 1 and a number of pairs such as '
            ~ '{support: 0.05, pairs: 20}, or null for none', 'dbt_project.yml') -%}
    {%- endif -%}
    {{- return(given) -}}
{%- endmacro -%}
