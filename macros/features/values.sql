{#- The days from a trait's date, in the relation customers, to the clock's day. -#}
{%- macro _days_since_trait(need, clock) -%}
    {{- return(dbt.datediff('cast(customers.' ~ need.trait ~ ' as date)', _days_before(clock.day, 0), 'day') | trim) -}}
{%- endmacro -%}

{#-
    A feature's value in rules, from its measured column: the days up to the clock if the column holds a day, else the
    column.
-#}
{%- macro _feature_value(need, column, clock) -%}
    {%- if _kinds()[need.kind].get('is_day') -%}
        {{- return(dbt.datediff(column, _days_before(clock.day, 0), 'day') | trim) -}}
    {%- endif -%}
    {{- return(column) -}}
{%- endmacro -%}

{#-
    The values of these features in rules, as further select items: from the relation of this alias, and from customers
    for days since a trait.
-#}
{%- macro _feature_values(needs, alias, clock) -%}
    {%- set others = _kinds_from(['rank', 'segment']) -%}
    {%- for need in needs if need.kind not in others %},
        {{ _days_since_trait(need, clock) if need.kind == 'days_since'
            else _feature_value(need, alias ~ '.' ~ need.name, clock) }} as {{ need.name }}
    {%- endfor -%}
{%- endmacro -%}
