{#-
    The scoring whose scores this refresh uses, one row of scored_as_of, scored_on and due_on, the day of the scoring
    that the plan asks for. Null if there is none. A relation to select from.
-#}
{%- macro _scoring_in_use() -%}
(
        select
            max(made.scored_as_of) as scored_as_of,
            max(made.scored_on) as scored_on,
            max(due.scored_on) as due_on
        from {{ ref('scoring_plan') }} as due
        inner join {{ ref('scoring_models') }} as made on made.scored_as_of <= due.scored_as_of
    )
{%- endmacro -%}
