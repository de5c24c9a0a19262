{#- For a median, the one or two middle events of each customer, ordered by the median's column, as a subquery. -#}
{%- macro _standalone_middle(feature, inputs, clock) -%}
(
        select *
        from (
            select
                asked.*,
                row_number() over (partition by customer_id order by {{ feature.column }}) as segments__place,
                count(*) over (partition by customer_id) as segments__places
            from {{ _standalone_events(feature, feature.window, inputs, clock) }} as asked
            where {{ feature.column }} is not null
        ) as placed
        where 2 * segments__place between segments__places and segments__places + 2
    )
{%- endmacro -%}
