{{ config(incremental_strategy='append', pre_hook="{{ discard_unpublished() }}", indexes=indexes_on(ranges=['release_id'])) }}
-- How many came and went at this release's clock against the clock before it; and at the next observed clock, if
-- there is one, for which a clock that is filled in is now the one before. Of two rows of a clock the later counts.
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
