-- Compared as text, so that one list file serves whatever type the customers' key has; rows of nobody fall away.
select distinct
    lists.list_name,
    customers.customer_id,
    cast(lists.added_at as timestamp) as added_at,
    lists.added_by
from {{ ref('imported_list_rows') }} as lists
inner join {{ ref('customers') }} as customers
    on cast(customers.customer_id as {{ dbt.type_string() }}) = cast(lists.customer_id as {{ dbt.type_string() }})
