{#-
    Student's t and the normal distribution, so that one of them is enough: D. L. Wallace, Bounds on normal
    approximations to Student's and the chi-square distributions, Annals of Mathematical Statistics 30 (1959). With ten
    degrees of freedom the interval is right to a thousandth of its width, with forty to a few millionths. freedom: a
    column, double; null for a distribution that is normal already.
-#}

{#- How many standard deviations of a normal distribution are as unlikely as t of this freedom, not below 0. -#}
{%- macro deviation_of_t(t, freedom) -%}
coalesce((8 * {{ freedom }} + 1) / (8 * {{ freedom }} + 3)
        * sqrt({{ freedom }} * ln(1 + {{ t }} * {{ t }} / {{ freedom }})), abs({{ t }}))
{%- endmacro -%}

{#- The reverse. deviation: a column or a literal. -#}
{%- macro t_of_deviation(deviation, freedom) -%}
coalesce(sqrt({{ freedom }} * (exp(power({{ deviation }} * (8 * {{ freedom }} + 3) / (8 * {{ freedom }} + 1), 2)
        / {{ freedom }}) - 1)), {{ deviation }})
{%- endmacro -%}
