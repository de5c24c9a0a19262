{#- Days by which the scores in use are older than those that were due, one value; null if nobody is scored. -#}
{%- macro _scores_behind() -%}
    {%- if _scores() is none -%}{{- return('cast(null as double precision)') -}}{%- endif -%}
(
        select cast({{ dbt.datediff('in_use.scored_on', 'in_use.due_on', 'day') }} as double precision)
        from {{ _scoring_in_use() }} as in_use
    )
{%- endmacro -%}
