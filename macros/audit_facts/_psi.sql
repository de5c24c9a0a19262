{#-
    The population stability index over bins, as an aggregate: the sum of (p - q) * ln(p / q), where p and q are the
    bin's share now and at the baseline. Each bin counts half a member more than it has, so that an empty one
    has a logarithm. Source: N. Siddiqi, Credit Risk Scorecards (2006): below 0.1 little has changed, above
    0.25 much has. now, before: a bin's members; bins: how many bins. Summed as decimals, since the sum of floating
    numbers depends on their order: two traits that moved alike must not be told apart by chance.
-#}
{%- macro _psi(now, before, all_now, all_before, bins) -%}
    {%- set p = '((cast(' ~ now ~ ' as double precision) + 0.5) / (' ~ all_now ~ ' + 0.5 * ' ~ bins ~ '))' -%}
    {%- set q = '((cast(' ~ before ~ ' as double precision) + 0.5) / (' ~ all_before ~ ' + 0.5 * ' ~ bins ~ '))' -%}
cast(sum(cast(({{ p }} - {{ q }}) * ln({{ p }} / {{ q }}) as decimal(38, 12))) as double precision)
{%- endmacro -%}
