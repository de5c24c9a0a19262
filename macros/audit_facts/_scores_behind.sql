{#- Days by which the scores in use are older than those that were due, one value; null if nobody is scored. -#}
{%- macro _scores_behind() -%}
    {%- if _scores() is none -%}{{- return('cast(null as double precision)') -}}{%- endif -%}
(
        select cast({{ dbt.datediff('max(scorings.scored_on)', 'max(due.scored_on)', 'day') }} as double precision)
        from {{ ref('scoring_plan') }} as due
        inner join {{ ref('customer_scorings') }} as scorings on scorings.scored_as_of <= due.scored_as_of
    )
{%- endmacro -%}
