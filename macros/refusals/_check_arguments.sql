{#- Refuses arguments that a predicate doesn't have; Jinja's own message would name neither file nor choice. -#}
{%- macro _check_arguments(predicate, valid, unknown, surplus) -%}
    {%- if surplus -%}
        {%- do _refuse(predicate ~ '(): ' ~ (surplus | length) ~ ' argument(s) too many (' ~ surplus | join(', ')
            ~ '); it takes ' ~ valid | join(', ')) -%}
    {%- endif -%}
    {%- for name in unknown -%}
        {%- do _refuse(predicate ~ "(): unknown argument '" ~ name ~ "'" ~ _nearest(name, valid)) -%}
    {%- endfor -%}
{%- endmacro -%}
