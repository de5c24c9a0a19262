{#- The days from a trait's date, in the relation customers, to the clock's day. -#}
{%- macro _days_since_trait(feature, clock) -%}
    {%- set trait_day = 'cast(customers.' ~ feature.trait ~ ' as date)' -%}
    {{- return(dbt.datediff(trait_day, _days_before(clock.day, 0), 'day') | trim) -}}
{%- endmacro -%}

{#-
    A feature's value in rules, from its measured column: the days up to the clock if the column holds a day, else the
    column.
-#}
{%- macro _feature_value(feature, column, clock) -%}
    {%- if _kinds()[feature.kind].get('is_day') -%}
        {{- return(dbt.datediff(column, _days_before(clock.day, 0), 'day') | trim) -}}
    {%- endif -%}
    {{- return(column) -}}
{%- endmacro -%}

{#-
    The values of these features in rules, as further select items: from the relation of this alias, and from customers
    for days since a trait.
-#}
{%- macro _feature_values(features, alias, clock) -%}
    {%- set others = _kinds_from(['rank', 'segment']) -%}
    {%- for feature in features if feature.kind not in others %},
        {{ _days_since_trait(feature, clock) if feature.kind == 'days_since'
            else _feature_value(feature, alias ~ '.' ~ feature.name, clock) }} as {{ feature.name }}
    {%- endfor -%}
{%- endmacro -%}
