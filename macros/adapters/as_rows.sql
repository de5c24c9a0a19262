{#-
    A select that repeats each row of source once per list element: number, from 0, and a column per list with its
    expression for that number. All lists have the same length.
-#}
{%- macro as_rows(source, lists) -%}
    {{- return(adapter.dispatch('as_rows', 'warehouse_segments')(source, lists)) -}}
{%- endmacro -%}

{#- Evaluates the expressions before the row is repeated. -#}
{%- macro default__as_rows(source, lists) -%}
    {%- set numbers = range((lists.values() | list)[0] | length) | list -%}
    select
        numbers.number
        {%- for name in lists %},
        case numbers.number
            {%- for number in numbers %}
            when {{ number }} then told.{{ name }}_{{ number }}
            {%- endfor %}
        end as {{ name }}
        {%- endfor %}
    from (
        select
            {%- for name, expressions in lists.items() %}{% set is_last = loop.last %}
            {%- for expression in expressions %}
            {{ expression }} as {{ name }}_{{ loop.index0 }}{{ ',' if not (is_last and loop.last) }}
            {%- endfor %}{% endfor %}
        from {{ source }}
    ) as told
    cross join ({{ _inline_table({'number': 'bigint'}, numbers | batch(1) | list) }}) as numbers
{%- endmacro -%}

{#- Uses arrays, because PostgreSQL's case would compare one number after the other for every row. -#}
{%- macro postgres__as_rows(source, lists) -%}
    select
        unnest(array[{{ range((lists.values() | list)[0] | length) | join(', ') }}]) as number
        {%- for name, expressions in lists.items() %},
        unnest(array[
            {{ expressions | join(',\n            ') }}
        ]) as {{ name }}
        {%- endfor %}
    from {{ source }}
{%- endmacro -%}
