-- Candidates that are in two segments of one exclusive group; there should be none. Members who haven't changed since
-- the last release were checked then.
{% set plan = _row_of(ref('refresh_plan')) -%}
-- depends_on: {{ ref('candidates') }}
-- depends_on: {{ ref('candidate_changes') }}
-- depends_on: {{ ref('customer_verdicts') }}
with candidates_to_judge as (
    {%- if not plan or plan.full_reason %}
    select segment, customer_id
    from {{ ref('candidates') }}
    {%- else %}
    select segment, customer_id
    from {{ ref('candidate_changes') }}
    where change = 'entered'
    {%- endif %}
),

pairs as (
    select
        own.segment,
        others.segment as other_segment,
        others.word,
        others.mask
    from {{ ref('segment_definitions') }} as own
    inner join {{ ref('segment_definitions') }} as others
        on own.priority_group = others.priority_group and own.segment <> others.segment
)

select
    pairs.segment,
    count(distinct judged.customer_id) as shared
from candidates_to_judge as judged
inner join pairs on judged.segment = pairs.segment
inner join {{ ref('customer_verdicts') }} as verdicts on judged.customer_id = verdicts.customer_id
where
    case pairs.word
        {%- for word in _words() %}
        when {{ word }} then verdicts.members_{{ word }} & pairs.mask
        {%- endfor %}
    end <> 0
group by pairs.segment
