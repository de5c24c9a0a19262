{#-
    dbt's config `indexes` for a table that refreshes change in place or look up by key, if the engine gains from it.
    keys: each gets an index of its own, for one column or several. ranges: columns that rise as rows are added; they
    share one index of block ranges.
-#}
{%- macro indexes_on(keys=[], ranges=[]) -%}
    {{- return(adapter.dispatch('indexes_on', 'warehouse_segments')(keys, ranges)) -}}
{%- endmacro -%}

{#- DuckDB keeps the minimum and maximum of each block anyway, and its indexes cost more than they save. -#}
{%- macro default__indexes_on(keys, ranges) -%}
    {{- return([]) -}}
{%- endmacro -%}

{%- macro postgres__indexes_on(keys, ranges) -%}
    {%- set indexes = [] -%}
    {%- for key in keys -%}{%- do indexes.append({'columns': [key] if key is string else key}) -%}{%- endfor -%}
    {%- if ranges -%}{%- do indexes.append({'columns': ranges, 'type': 'brin'}) -%}{%- endif -%}
    {{- return(indexes) -}}
{%- endmacro -%}
