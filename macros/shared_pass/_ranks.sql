{#- The ranks among these needs, as select items after others. -#}
{%- macro _ranks(needs) -%}
    {%- for need in needs if need.kind in ['decile', 'percentile'] %},
        {{ _feature_rank(need) }} as {{ need.name }}
    {%- endfor -%}
{%- endmacro -%}
