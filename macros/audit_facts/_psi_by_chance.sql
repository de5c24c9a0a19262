{#-
    What the population stability index of two samples of one population stays below in 999 of 1,000 cases:
    (1 / n + 1 / m) times the quantile of chi-squared with bins - 1 degrees of freedom. Source: B. Yurdakul and
    J. Naranjo, Statistical properties of the population stability index, Journal of Risk Model Validation 14
    (2020); the quantile by E. B. Wilson and M. M. Hilferty, The distribution of chi-square, PNAS 17 (1931).
-#}
{%- macro _psi_by_chance(all_now, all_before, bins) -%}
    {%- set freedom = 'cast(greatest(' ~ bins ~ ' - 1, 1) as double precision)' -%}
(1.0 / greatest({{ all_now }}, 1) + 1.0 / greatest({{ all_before }}, 1)) * {{ freedom }}
* power(1 - 2 / (9 * {{ freedom }}) + 3.0902 * sqrt(2 / (9 * {{ freedom }})), 3)
{%- endmacro -%}
