{#-
    The values of traits and features that set each tenth of the customers by value apart, as a relation to select from:
    a row a tenth that has any, with top_traits, a text of at most three values that are more frequent than among all
    and that chance doesn't explain (5%, corrected for all of them), the most frequent by comparison first.
-#}
{%- macro top_traits_of_deciles() -%}
(
    with counted as (
        select
            decile, trait, value,
            cast(customers as double precision) as customers,
            cast(sum(customers) over (partition by decile, trait) as double precision) as size,
            cast(sum(customers) over (partition by trait, value) as double precision) as alike,
            cast(sum(customers) over (partition by trait) as double precision) as everybody
        from {{ ref('decile_figures') }} as figures
        where {{ of_last_release(ref('decile_figures')) }}
    ),

    deviating as (
        select
            counted.*,
            100 * customers * everybody / (size * alike) as index,
            {{ deviation_of_shares('customers', 'size', '(alike - customers)', '(everybody - size)') }} as deviation
        from counted
    ),

    alone as (
        select
            deviating.*,
            {{ two_sided_p('deviation') }} as p_alone
        from deviating
    ),

    tested as (
        select
            alone.*,
            {{ tested_p('p_alone') }}
        from alone
    ),

    corrected as (
        select
            tested.*,
            {{ corrected_p('p_alone') }} as p_value
        from tested
    ),

    placed as (
        select
            decile,
            trait || ': ' || value || ' (index ' || cast(cast(round(index) as bigint) as {{ dbt.type_string() }})
                || ')' as words,
            row_number() over (partition by decile order by index desc, trait asc, value asc) as place
        from corrected
        where p_value < 0.05 and index > 100 and value is not null
    )

    select
        decile,
        {{ dbt.listagg('words', "', '", 'order by place') }} as top_traits
    from placed
    where place <= 3
    group by decile
)
{%- endmacro -%}
