{#- The last row of each customer and comparison in definition_moves, of the releases before this one. -#}
{%- macro _latest_moves(moves, before) -%}
select segment, as_of, hash_before, hash_after, customer_id, is_moved
from (
    select
        told.*,
        row_number() over (
            partition by segment, as_of, hash_before, hash_after, customer_id order by release_id desc
        ) as recency
    from {{ moves }} as told
    where release_id < {{ before }}
) as ranked
where recency = 1
{%- endmacro -%}
