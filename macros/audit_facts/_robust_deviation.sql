{#-
    The standard deviation that a median absolute deviation stands for where values are normally distributed: 1.4826
    times it. Source: C. Leys et al., Detecting outliers, Journal of Experimental Social Psychology 49 (2013).
-#}
{%- macro _robust_deviation(mad) -%}
1.4826 * {{ mad }}
{%- endmacro -%}
