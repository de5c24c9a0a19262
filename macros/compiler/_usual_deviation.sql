{#-
    How far the changes of a size usually lie from their median: 1.4826 times their median absolute deviation,
    which is the standard deviation where they are normally distributed. Source: C. Leys et al., Detecting
    outliers, Journal of Experimental Social Psychology 49 (2013). Not less than a twentieth of the last size and
    than its square root, what chance alone does to a count: a size that never moved may begin to.
-#}
{%- macro _usual_deviation(last_size, mad) -%}
greatest(1.4826 * {{ mad }}, 0.05 * {{ last_size }}, sqrt({{ last_size }}), 1)
{%- endmacro -%}
