select
    cast(null as varchar) as event_id,
    cast(null as bigint) as customer_id,
    cast(null as varchar) as event_name,
    cast(null as timestamp) as occurred_at,
    cast(null as date) as occurred_on,
    cast(null as numeric(18, 4)) as amount,
    cast(null as varchar) as category,
    cast(null as numeric(18, 4)) as amount_in_the_currency_of_the_store_before_any_kind_of_discount
where false
