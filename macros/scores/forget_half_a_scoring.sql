{#-
    Before a scoring or its clusters are kept: removes what a killed refresh left of the same. plan: the model that says
    whether they are due.
-#}
{%- macro forget_half_a_scoring(plan='scoring_plan') -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where scored_as_of in (select plan.scored_as_of from {{ ref(plan) }} as plan where plan.is_due)
    {%- endif -%}
{%- endmacro -%}
