{#-
    What waits for somebody about one side's segments, without naming a customer: access is public or private. It
    changes when somebody closes a follow-up or is told of an overdue one, also between releases.
-#}
{%- macro published_follow_ups(access) -%}
select
    notices.notice as follow_up, notices.segment, notices.happening,
    case notices.responsible when 'owner' then versions.owner else notices.responsible end as responsible,
    notices.opened_at, notices.due_at,
    cast(notices.step as bigint) as escalations
from {{ source('notices', 'all_notices') }} as notices
inner join {{ _visible_segments(access) }} as versions on notices.segment = versions.segment
where notices.acknowledged_at is null and notices.due_at is not null
{%- endmacro -%}
