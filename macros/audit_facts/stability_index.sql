{#-
    The population stability index over bins, as an aggregate: the sum of (p - q) * ln(p / q), where p and q are the
    bin's share now and at the baseline. Each bin counts half a member more than it has, so that an empty one has a
    logarithm. Source: N. Siddiqi, Credit Risk Scorecards (2006): below 0.1 little has changed, above 0.25 much has.
    now, before: a bin's members; bins: the number of bins. It sums decimals, because the sum of floating numbers
    depends on their order: two traits that changed alike must get the same index.
-#}
{%- macro _psi(now, before, all_now, all_before, bins) -%}
    {%- set p = '((cast(' ~ now ~ ' as double precision) + 0.5) / (' ~ all_now ~ ' + 0.5 * ' ~ bins ~ '))' -%}
    {%- set q = '((cast(' ~ before ~ ' as double precision) + 0.5) / (' ~ all_before ~ ' + 0.5 * ' ~ bins ~ '))' -%}
cast(sum(cast(({{ p }} - {{ q }}) * ln({{ p }} / {{ q }}) as decimal(38, 12))) as double precision)
{%- endmacro -%}

{#-
    The value that the population stability index of two samples of one population stays below in 999 of 1,000 cases: (1
    / n + 1 / m) times the quantile of chi-squared with bins - 1 degrees of freedom. Source: B. Yurdakul and J. Naranjo,
    Statistical properties of the population stability index, Journal of Risk Model Validation 14 (2020); the quantile
    by E. B. Wilson and M. M. Hilferty, The distribution of chi-square, PNAS 17 (1931).
-#}
{%- macro _psi_by_chance(all_now, all_before, bins) -%}
    {%- set freedom = 'cast(greatest(' ~ bins ~ ' - 1, 1) as double precision)' -%}
(1.0 / greatest({{ all_now }}, 1) + 1.0 / greatest({{ all_before }}, 1)) * {{ freedom }}
* power(1 - 2 / (9 * {{ freedom }}) + 3.0902 * sqrt(2 / (9 * {{ freedom }})), 3)
{%- endmacro -%}
