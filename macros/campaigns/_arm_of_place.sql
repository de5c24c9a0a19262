{#-
    The SQL of the arm of a place in a stratum. It compares whole numbers, so that every engine rounds alike. arms:
    {arm: hundredths of a percent}, 10,000 in all.
-#}
{%- macro _arm_of_place(arms) -%}
    {%- set cases, so_far, last = [], namespace(hundredths=0), (arms | list)[-1] -%}
    {%- for arm, hundredths in arms.items() if arm != last -%}
        {%- set so_far.hundredths = so_far.hundredths + hundredths -%}
        {%- do cases.append('when 20000 * strata * place <= 2 * strata * customers * ' ~ so_far.hundredths
            ~ ' + 10000 * (2 * stratum_place - 1) then ' ~ _quote(arm)) -%}
    {%- endfor -%}
    {{- return('case ' ~ cases | join(' ') ~ ' else ' ~ _quote(last) ~ ' end' if cases else _quote(last)) -}}
{%- endmacro -%}

{#- Names as the elements of a list in SQL. -#}
{%- macro _quoted_names(names) -%}
    {%- set quoted = [] -%}
    {%- for name in names -%}{%- do quoted.append(_quote(name)) -%}{%- endfor -%}
    {{- return(quoted | join(', ')) -}}
{%- endmacro -%}
