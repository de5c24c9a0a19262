-- How the input stood when core last took it in: what the next refresh measures its arrivals from.
-- depends_on: {{ ref('events') }}
-- depends_on: {{ ref('customers') }}
-- depends_on: {{ ref('imported_lists') }}
select
    watermark,
    rows_behind,
    rows_at,
    rows_unstamped,
    event_columns,
    time_zone,
    -- Rows that later ones can't take the place of: while there are any, events are read whole.
    (
        select count(*)
        from {{ ref('events') }}
        where event_id is null or occurred_at is null
    ) as faulty_events
from {{ ref('input_plan') }}
