{#- SQL that is another for some campaigns: values by their names, and `otherwise`. column: that of the name. -#}
{%- macro by_campaign(column, values, otherwise) -%}
    {%- if not values -%}{{- return(otherwise) -}}{%- endif -%}
    case {{ column }}
        {%- for name, value in values.items() %}
        when {{ _quote(name) }} then {{ value }}
        {%- endfor %}
        else {{ otherwise }}
    end
{%- endmacro -%}
