-- The entries of imported lists that match no customer: typing mistakes, or customers who are gone.
select distinct
    entries.list_name,
    entries.listed_as,
    entries.added_at,
    entries.added_by
from ({{ _list_entries() }}) as entries
left join {{ ref('imported_lists') }} as lists on entries.list_name = lists.list_name and entries.listed_as = lists.listed_as
where lists.customer_id is null
