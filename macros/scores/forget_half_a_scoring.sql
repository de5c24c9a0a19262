{#- Before a scoring is kept: removes what a killed refresh left of the same. -#}
{%- macro forget_half_a_scoring() -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where scored_as_of in (select plan.scored_as_of from {{ ref('scoring_plan') }} as plan where plan.is_due)
    {%- endif -%}
{%- endmacro -%}
