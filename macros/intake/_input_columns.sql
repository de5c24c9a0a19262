{#-
    The columns of an input, by the lower-case name that core gives them: {name: {'source': quoted, 'kind', 'type',
    'digits', 'scale'}}. Refuses an input that lacks a required column, has two columns that differ only by case, or has
    a column whose name contains a quotation mark or is reserved for core. Empty while dbt parses, or if the relation
    doesn't exist, as when models are only compiled to be linted.
-#}
{%- macro _input_columns(relation, variable, required=[]) -%}
    {%- set columns, named = {}, variable ~ "='" ~ (var(variable) or relation.identifier) ~ "'" -%}
    {%- for column in (adapter.get_columns_in_relation(relation) if execute else []) -%}
        {%- set name = column.name | lower -%}
        {%- if name in columns -%}
            {%- do _refuse(named ~ ' has the columns ' ~ columns[name].source ~ ' and ' ~ adapter.quote(column.name)
                ~ ', which differ by case only; rename one', 'dbt_project.yml') -%}
        {%- elif '"' in name -%}
            {%- do _refuse(named ~ ' has a column ' ~ column.name
                ~ '; no rule can name a column with a quotation mark, rename it', 'dbt_project.yml') -%}
        {%- elif name.startswith('segments__') -%}
            {%- do _refuse(named ~ ' has a column ' ~ column.name
                ~ '; names that begin with segments__ are core\'s own, rename it', 'dbt_project.yml') -%}
        {%- endif -%}
        {%- do columns.update({name: dict(_kind_of(column), source=adapter.quote(column.name))}) -%}
    {%- endfor -%}
    {%- for column in required if columns and column not in columns -%}
        {%- do _refuse(named ~ ' has no column ' ~ column ~ _nearest(column, columns), 'dbt_project.yml') -%}
    {%- endfor -%}
    {{- return(columns) -}}
{%- endmacro -%}
