{#-
    The reverse of two_sided_p(): how many standard deviations apart chance alone sets something with this probability,
    in either direction; right to 1e-7 of itself. p: an expression, double, above 2e-11 and below 0.15. Source: M. J.
    Wichura, Algorithm AS 241, PPND7, Applied Statistics 37 (1988).
-#}
{%- macro deviation_of_p(p) -%}
    {%- set r = '(sqrt(-ln(' ~ p ~ ' / 2)) - 1.6)' -%}
(cast(1.4234372777 as double precision)
        + {{ r }} * (2.7568153900 + {{ r }} * (1.3067284816 + {{ r }} * 0.17023821103)))
        / (1 + {{ r }} * (0.73700164250 + {{ r }} * 0.12021132975))
{%- endmacro -%}
