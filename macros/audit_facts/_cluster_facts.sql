{#- How much clusterings of halves of the customers agree, one value; null without clusters. -#}
{%- macro _cluster_stability() -%}
    {%- if _clusters() is none -%}{{- return('cast(null as double precision)') -}}{%- endif -%}
(
        select max(clustered.stability)
        from {{ ref('clusterings') }} as clustered
        where clustered.scored_as_of = {{ _clustering_in_use() }}
    )
{%- endmacro -%}

{#- The farthest that the center of a cluster in use moved, one value; null without clusters, and for the first. -#}
{%- macro _cluster_drift() -%}
    {%- if _clusters() is none -%}{{- return('cast(null as double precision)') -}}{%- endif -%}
(
        select max(clustered.drift)
        from {{ ref('clustering_clusters') }} as clustered
        where clustered.is_shown and clustered.scored_as_of = {{ _clustering_in_use() }}
    )
{%- endmacro -%}
