{#-
    The standard deviation estimated from a median absolute deviation, for normally distributed values: 1.4826 times it.
    Source: C. Leys et al., Detecting outliers, Journal of Experimental Social Psychology 49 (2013).
-#}
{%- macro _robust_deviation(mad) -%}
1.4826 * {{ mad }}
{%- endmacro -%}

{#-
    The usual deviation of a size's changes from their median. It is at least a twentieth of the last size, because a
    size that never moved can begin to, and at least its square root, the deviation of a count by chance.
-#}
{%- macro _usual_deviation(last_size, mad) -%}
greatest({{ _robust_deviation(mad) }}, 0.05 * {{ last_size }}, sqrt({{ last_size }}), 1)
{%- endmacro -%}
