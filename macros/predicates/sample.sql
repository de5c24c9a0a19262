{#-
    Whether a customer falls into a stable sample of a given percentage: the same on every engine, independent between
    seeds.
-#}
{%- macro sample(percent, seed='') -%}
    {%- do _check_arguments('sample', ['percent', 'seed'], kwargs, varargs) -%}
    {%- if percent is not number or percent is boolean or percent < 0 or percent > 100 -%}
        {%- do _refuse('sample(): percent=' ~ percent ~ ' is not a share from 0 to 100') -%}
    {%- endif -%}
    {{- _hash_between(seed, 0, percent) -}}
{%- endmacro -%}
