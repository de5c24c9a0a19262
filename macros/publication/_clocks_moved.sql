{#- The CTE moved of a refresh, see _moved_clocks. withdrawn: rows of _withdrawn. -#}
{%- macro _clocks_moved(withdrawn) -%}
moved as (
    {{ _moved_clocks(_earlier_relation('segment_versions'), withdrawn | map('first') | list,
        _planned_clock().release_id) }}
),
{%- endmacro -%}
