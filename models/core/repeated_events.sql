-- The ids with more than one row in the events input, computed once for all models that rank such rows. Can include ids
-- of rows that can't be taken. Empty if core reads only new arrivals.
{% set input = _core_input('events_relation') -%}
{%- set id, plan = _taken_events(input).event_id, _row_of(ref('input_plan')) -%}
select event_id
from (
    select {{ id.sql }} as event_id
    from {{ input }}
    {%- if plan and (plan.loaded_from or not may_repeat(input, id)) %}
    where 1 = 0
    {%- endif %}
) as ids
group by event_id
having count(*) > 1
