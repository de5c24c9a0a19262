{#-
    dbt's config `indexes` for a table that refreshes change in place or look up by key, where the engine is faster
    for it: keys (a column, or several) get an index each; ranges, columns that rise as rows are added, get one by
    blocks of rows together.
-#}
{%- macro indexes_on(keys=[], ranges=[]) -%}
    {{- return(adapter.dispatch('indexes_on', 'warehouse_segments')(keys, ranges)) -}}
{%- endmacro -%}

{#- DuckDB keeps the least and greatest of each block by itself, and its indexes cost more than they find. -#}
{%- macro default__indexes_on(keys, ranges) -%}
    {{- return([]) -}}
{%- endmacro -%}

{%- macro postgres__indexes_on(keys, ranges) -%}
    {%- set indexes = [] -%}
    {%- for key in keys -%}{%- do indexes.append({'columns': [key] if key is string else key}) -%}{%- endfor -%}
    {%- if ranges -%}{%- do indexes.append({'columns': ranges, 'type': 'brin'}) -%}{%- endif -%}
    {{- return(indexes) -}}
{%- endmacro -%}
