{#-
    The rows of a model of scores that belong to the scoring of the last release, with its release_id, as a relation to
    select from. Empty if that release had no scores. made: the column of score_figures with the time of the scoring,
    clustered_as_of for clusters.
-#}
{%- macro of_last_scoring(scores, made='scored_as_of') -%}
(
    select
        rows_of_scoring.*,
        figures.release_id
    from {{ ref(scores) }} as rows_of_scoring
    inner join {{ ref('score_figures') }} as figures on rows_of_scoring.scored_as_of = figures.{{ made }}
    where figures.release_id = (select max(releases.release_id) from {{ ref('releases') }} as releases)
)
{%- endmacro -%}
