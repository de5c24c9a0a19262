{#-
    The standard deviation that a median absolute deviation stands for where values are normally distributed: 1.4826
    times it. Source: C. Leys et al., Detecting outliers, Journal of Experimental Social Psychology 49 (2013).
-#}
{%- macro _robust_deviation(mad) -%}
1.4826 * {{ mad }}
{%- endmacro -%}

{#-
    How far the changes of a size usually lie from their median. Not less than a twentieth of the last size and than
    its square root, what chance alone does to a count: a size that never moved may begin to.
-#}
{%- macro _usual_deviation(last_size, mad) -%}
greatest({{ _robust_deviation(mad) }}, 0.05 * {{ last_size }}, sqrt({{ last_size }}), 1)
{%- endmacro -%}
