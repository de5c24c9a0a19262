{#- Refuses a name that isn't among the valid ones, naming the segment's file and the nearest. -#}
{%- macro _check_name(segment, need, what, received, valid) -%}
    {%- if received not in valid -%}
        {%- do _refuse(need.predicate ~ '(): unknown ' ~ what ~ " '" ~ received ~ "'" ~ _nearest(received, valid), segment.file) -%}
    {%- endif -%}
{%- endmacro -%}
