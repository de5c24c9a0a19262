-- The state of the input when core last took it in. The next refresh finds new arrivals by it.
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('events_set_aside') }}
-- depends_on: {{ ref('customers') }}
-- depends_on: {{ ref('imported_lists') }}
select
    watermark,
    rows_behind,
    rows_at,
    rows_unstamped,
    event_columns,
    customer_columns,
    time_zone
from {{ ref('input_plan') }}
