select
    cast(null as varchar) as segment,
    cast(null as bigint) as customer_id,
    cast(null as timestamp) as entered_at,
    cast(null as timestamp) as exited_at
where false
