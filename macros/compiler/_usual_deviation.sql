{#-
    How far a size usually lies from the median of the sizes before it: 1.4826 times their median absolute
    deviation, which is the standard deviation where sizes are normally distributed. Source: C. Leys et al.,
    Detecting outliers, Journal of Experimental Social Psychology 49 (2013). Not less than a twentieth of the
    median and than its square root, what chance alone does to a count: sizes that never moved may begin to.
-#}
{%- macro _usual_deviation(median, mad) -%}
greatest(1.4826 * {{ mad }}, 0.05 * {{ median }}, sqrt({{ median }}), 1)
{%- endmacro -%}
