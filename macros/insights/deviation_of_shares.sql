{#-
    How many standard deviations two shares are apart, some of all and other_some of other_all (columns or expressions
    of doubles, counts of customers), if both were samples of one population. Null where one of the four counts is
    expected below 5, too few for this test. Source: A. Agresti, Categorical Data Analysis (2013), 3.1.3.
-#}
{%- macro deviation_of_shares(some, all, other_some, other_all) -%}
    {%- set common = '((' ~ some ~ ' + ' ~ other_some ~ ') / nullif(' ~ all ~ ' + ' ~ other_all ~ ', 0))' -%}
case
    when least({{ all }}, {{ other_all }}) * least({{ common }}, 1 - {{ common }}) >= 5
        then abs({{ some }} / {{ all }} - {{ other_some }} / {{ other_all }})
            / sqrt({{ common }} * (1 - {{ common }}) * (1 / {{ all }} + 1 / {{ other_all }}))
end
{%- endmacro -%}
