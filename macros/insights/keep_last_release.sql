{#-
    Takes out of an insight's table what no reader sees: rows of releases before the last one, and of a refresh that
    ended before its release did. The last release's stay until the next stands.
-#}
{%- macro keep_last_release() -%}
    {%- if is_incremental() and _is_audited() -%}
        delete from {{ this }}
        where
            release_id >= (select release_id from {{ ref('refresh_plan') }})
            or release_id < (
                select coalesce(max(kept.release_id), 0)
                from {{ this }} as kept
                where kept.release_id < (select release_id from {{ ref('refresh_plan') }})
            )
    {%- endif -%}
{%- endmacro -%}
