{#-
    The tables of what orchestration/clusters works out: how a clustering was fitted, its clusters, and their centers.
    They have the newest clustering alone; models/scores/clusters keeps what customers and people need.
-#}
{%- macro create_cluster_tables() -%}
    {%- if _clusters() is not none -%}
    {%- set text, time, scores = dbt.type_string(), dbt.type_timestamp(), _prefixed('scores') -%}
    {%- set real = 'double precision' %}
    create schema if not exists {{ scores }};
    create table if not exists {{ scores }}.fitted_clusterings (
        scored_as_of {{ time }}, method {{ text }}, clusters bigint, silhouette {{ real }}, stability {{ real }},
            customers bigint, customers_without bigint, status {{ text }}, reason {{ text }}, map_share {{ real }}
    );
    create table if not exists {{ scores }}.fitted_clusters (
        scored_as_of {{ time }}, cluster bigint, is_shown boolean, stability {{ real }}, radius {{ real }},
            drift {{ real }}, map_x {{ real }}, map_y {{ real }}, told_by {{ text }}, told_precision {{ real }},
            told_recall {{ real }}
    );
    create table if not exists {{ scores }}.fitted_centers (
        scored_as_of {{ time }}, cluster bigint, position bigint, feature {{ text }}, place {{ real }},
            mean {{ real }}, spread {{ real }}
    )
    {%- endif -%}
{%- endmacro -%}

{#- The clustering whose clusters customers have, its as-of time as one value; null if there is none. -#}
{%- macro _clustering_in_use() -%}
(
        select max(made.scored_as_of)
        from {{ ref('scoring_plan') }} as due
        inner join {{ ref('clusterings') }} as made on made.scored_as_of <= due.scored_as_of
    )
{%- endmacro -%}
