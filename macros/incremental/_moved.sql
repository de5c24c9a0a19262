{#- Between which clocks the kept rows and this refresh lie, the earlier first: {'from', 'to': UTC datetimes, 'from_day', 'to_day': dates}. states: rows with as_of and as_of_day; none counts not. -#}
{%- macro _moved(plan, states) -%}
    {%- set instants, days = [plan.as_of], [plan.as_of_day] -%}
    {%- for state in states if state -%}
        {%- do instants.append(state.as_of) -%}
        {%- do days.append(state.as_of_day) -%}
    {%- endfor -%}
    {{- return({'from': instants | min, 'to': instants | max, 'from_day': days | min, 'to_day': days | max}) -}}
{%- endmacro -%}
