{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
-- Entries and exits at this release's clock against the clock before it. Also those at the next observed clock, if
-- there is one, because a clock that is filled in becomes its previous clock. If a clock has two rows, the later one
-- counts.
-- depends_on: {{ ref('segment_stays') }}
-- depends_on: {{ ref('refresh_plan') }}
{% set withdrawn = _withdrawn() if is_incremental() else [] -%}
{%- set tells_again = _tells_again(withdrawn) -%}
with clocks as (
    {{ _observed_clocks(withdrawn) }}
),
{{ _clocks_moved(withdrawn) if tells_again }}

written as (
    select segment, count(*) as rows_written
    from {{ ref('candidate_changes') }}
    group by segment
),

{{ _turnover(ref('segment_stays'), _first_release_of_clock() if _clock_goes_on() else none, tells_again) }}
