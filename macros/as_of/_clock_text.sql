{#- The clock as it was given: the environment variable SEGMENTS_AS_OF, else the variable `as_of`. -#}
{%- macro _clock_text() -%}
    {{- return((env_var('SEGMENTS_AS_OF', '') or var('as_of')) | string | trim) -}}
{%- endmacro -%}
