{#- The condition that a row of an insight's table, with the alias figures, is of the last release that has any. -#}
{%- macro of_last_release(insight) -%}
    figures.release_id = (
        select max(latest.release_id)
        from {{ insight }} as latest
        where latest.release_id <= (select max(releases.release_id) from {{ ref('releases') }} as releases)
    )
{%- endmacro -%}
