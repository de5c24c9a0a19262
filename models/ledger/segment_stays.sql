{{ config(
    incremental_strategy='delete+insert',
    unique_key=['segment', 'customer_id', 'entered_at', 'recorded_release'],
    indexes=indexes_on(['customer_id', 'segment', 'superseded_release'], ['recorded_release', 'entered_at', 'exited_at']),
    pre_hook=["{{ discard_unpublished('recorded_release', 'superseded_release') }}", "{{ before_stays() }}"],
) }}
{% set differs = is_incremental() and _published_differs() -%}
{%- set goes_on = _clock_goes_on() and not differs -%}
{%- set withdrawn = _withdrawn() if is_incremental() else [] -%}
{%- set tells_again = _tells_again(withdrawn) -%}
-- What this release says is valid from its clock to the segment's next observed clock, if there is one (a clock can go
-- back). A stay that contradicts it isn't changed: its remaining parts supersede it.
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('published_facts') }}
with {{ 'stood' if tells_again else 'believed' }} as (
    {%- if is_incremental() %}
    select {{ 'distinct ' if differs }}segment, customer_id, entered_at, exited_at, recorded_release
    from {{ this }}
    where
        superseded_release is null
        {%- if goes_on %}
        and customer_id in (select changes.customer_id from {{ ref('candidate_changes') }} as changes)
        {%- endif %}
    {%- else %}
    select candidates.segment, candidates.customer_id, plan.as_of as entered_at, plan.as_of as exited_at, plan.release_id as recorded_release
    from {{ ref('candidates') }} as candidates
    cross join {{ _release() }} as plan
    where 1 = 0
    {%- endif %}
),

clocks as (
    {{ _observed_clocks(withdrawn) }}
),

{{ _clocks_moved(withdrawn) if tells_again }}
{{ _told_again() if tells_again }}
covering as (
    select believed.*, clocks.release_id, clocks.clock_at, clocks.next_at
    from believed
    inner join clocks on believed.segment = clocks.segment
    where believed.entered_at <= clocks.clock_at and (believed.exited_at is null or believed.exited_at > clocks.clock_at)
),

turned as (
    {%- if goes_on %}
    -- Readers see what is believed at this clock, so both change alike.
    select segment, customer_id, change
    from {{ ref('candidate_changes') }}
    {%- else %}
    select {{ 'distinct' if differs }}
        coalesce(candidates.segment, covering.segment) as segment,
        coalesce(candidates.customer_id, covering.customer_id) as customer_id,
        case when covering.segment is null then 'entered' else 'exited' end as change
    from {{ ref('candidates') }} as candidates
    full outer join covering on candidates.segment = covering.segment and candidates.customer_id = covering.customer_id
    where candidates.segment is null or covering.segment is null
    {%- endif %}
),

{{ _stays_after() }}
{{ _told_instead() if tells_again }}
{%- if differs %}
union all
-- If stays were written twice or overlap, one of them continues.
select segment, customer_id, entered_at, exited_at, recorded_release, case when place > 1 then release_id end
from (
    select
        covering.*,
        row_number() over (partition by covering.segment, covering.customer_id order by covering.entered_at, covering.recorded_release) as place
    from covering
    left join turned on covering.segment = turned.segment and covering.customer_id = turned.customer_id
    where turned.segment is null
) as ranked
{%- endif %}
