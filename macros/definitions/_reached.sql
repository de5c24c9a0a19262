{#- The names that lead from one, directly or through others: beside is {name: names}. -#}
{%- macro _reached(name, beside) -%}
    {%- set found = [name] -%}
    {#- The loop also comes to the names that it adds. -#}
    {%- for known in found -%}
        {%- for other in beside.get(known, []) if other not in found -%}
            {%- do found.append(other) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found[1:]) -}}
{%- endmacro -%}
