{#-
    The rows of a model of scores that belong to the scoring of the last release, with its release_id, as a relation to
    select from. Empty if that release had no scores.
-#}
{%- macro of_last_scoring(scores) -%}
(
    select
        rows_of_scoring.*,
        figures.release_id
    from {{ ref(scores) }} as rows_of_scoring
    inner join {{ ref('score_figures') }} as figures on rows_of_scoring.scored_as_of = figures.scored_as_of
    where figures.release_id = (select max(releases.release_id) from {{ ref('releases') }} as releases)
)
{%- endmacro -%}
