{#-
    A column p of probabilities, corrected for as many tests as there are rows that have one, so that of those below 5%
    at most 5% are chance alone: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the
    Royal Statistical Society B 57 (1995). It reads what tested_p() adds to the query below. within: a column, for the
    tests of the same value alone.
-#}
{%- macro corrected_p(p, within=none) -%}
{%- set part = 'partition by ' ~ within ~ ' ' if within else '' -%}
case
        when {{ p }} is not null
            then cast(min(least({{ p }} * tests_of_{{ p }} / place_of_{{ p }}, 1)) over (
                {{ part }}order by {{ p }} desc nulls last range between unbounded preceding and current row
            ) as double precision)
    end
{%- endmacro -%}

{#- Two columns for corrected_p(): how many rows have a p, and how many of them have one as low or lower. -#}
{%- macro tested_p(p, within=none) -%}
{%- set part = 'partition by ' ~ within ~ ' ' if within else '' -%}
count({{ p }}) over ({{ part | trim }}) as tests_of_{{ p }},
        count({{ p }})
            over ({{ part }}order by {{ p }} asc nulls last range between unbounded preceding and current row)
            as place_of_{{ p }}
{%- endmacro -%}
