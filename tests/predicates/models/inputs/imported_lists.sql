select
    cast(null as varchar) as list_name,
    cast(null as bigint) as customer_id,
    cast(null as timestamp) as added_at
where false
