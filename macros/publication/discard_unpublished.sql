{#-
    Deletes from a ledger table what an interrupted refresh wrote: rows of releases from the present one on, which no
    reader has seen. column: a row's release; ended_by: the release that ends a row, if any.
-#}
{%- macro discard_unpublished(column='release_id', ended_by=none) -%}
    {%- if is_incremental() and _is_audited() -%}
        delete from {{ this }} where {{ column }} >= (select release_id from {{ ref('refresh_plan') }});
        {%- if ended_by %}
        update {{ this }} set {{ ended_by }} = null
            where {{ ended_by }} >= (select release_id from {{ ref('refresh_plan') }});
        {%- endif %}
    {%- endif -%}
{%- endmacro -%}
