{#-
    What the models say of the days after the holdout's cutoff from what came before it, and what happened then, a
    select with a row a customer. Empty unless customers are scored by this refresh.
-#}
{%- macro _forecast_of_holdout() -%}
    select
        histories.customer_id,
        expected.purchases_90d as purchases,
        expected.purchases_90d * ({{ _expected_amount('holdout') }}) as amount,
        {{ _purchase_probability('holdout') }} as probability,
        cast(histories.last_purchases as double precision) as last_purchases,
        cast(histories.last_amount as double precision) as last_amount,
        cast(histories.next_purchases as double precision) as next_purchases,
        cast(histories.next_amount as double precision) as next_amount,
        case when histories.next_purchases > 0 then 1.0 else 0.0 end as has_bought,
        (
            select avg(case when earlier.next_purchases > 0 then 1.0 else 0.0 end)
            from {{ ref('purchase_histories') }} as earlier
            where earlier.cutoff = 'training'
        ) as usual_share
    from {{ ref('purchase_histories') }} as histories
    {{ _with_expected() }}
    where histories.cutoff = 'holdout' and {{ _is_scored_now() }}
{%- endmacro -%}

{#- The join of what the model of purchases expects of each of the histories, as the relation expected. -#}
{%- macro _with_expected() -%}
    left join {{ _score_table('expected_purchases') }} as expected
        on
            histories.cutoff = expected.cutoff
            and histories.frequency = expected.frequency
            and histories.recency_days = expected.recency_days
            and histories.age_days = expected.age_days
{%- endmacro -%}
