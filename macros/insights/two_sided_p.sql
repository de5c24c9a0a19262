{#-
    How likely chance alone sets something at least so many standard deviations apart, in either direction, 0 to 1:
    the complementary error function of deviation / sqrt(2), which few engines have, right to 1.2e-7 of itself.
    deviation: a column of doubles, not below 0, or null for null. Source: W. H. Press and others, Numerical Recipes in
    C (1992), 6.2, erfcc.
-#}
{%- macro two_sided_p(deviation) -%}
    {#- Beyond 37 deviations the answer is below 1e-299, which some engines refuse to hold. -#}
    {%- set x = '(case when ' ~ deviation ~ ' > 37 then 37 else ' ~ deviation
        ~ ' end / sqrt(cast(2 as double precision)))' -%}
    {%- set t = '(1 / (1 + 0.5 * ' ~ x ~ '))' -%}
    {%- set series = namespace(sql='0.17087277') -%}
    {%- for factor in ['-0.82215223', '1.48851587', '-1.13520398', '0.27886807', '-0.18628806', '0.09678418',
        '0.37409196', '1.00002368', '-1.26551223'] -%}
        {%- set series.sql = '(' ~ factor ~ ' + ' ~ t ~ ' * ' ~ series.sql ~ ')' -%}
    {%- endfor -%}
{{ t }} * exp({{ series.sql }} - {{ x }} * {{ x }})
{%- endmacro -%}
