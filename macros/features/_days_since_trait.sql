{#- The days from a trait's date, of the relation customers, to the clock's day. -#}
{%- macro _days_since_trait(need, clock) -%}
    {{- return(dbt.datediff('cast(customers.' ~ need.trait ~ ' as date)', _days_before(clock.day, 0), 'day') | trim) -}}
{%- endmacro -%}
