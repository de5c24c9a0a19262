{#-
    A select of what customers spent before campaigns and since: campaign_id, customer_id, before_start and since_start,
    a row a campaign and customer with an event. events: a relation. campaigns: a CTE or relation of campaign_id,
    read_from, starts_on and last_day, days. event: the event of value, none for all.
-#}
{%- macro campaign_spend(events, campaigns, event) -%}
select
        campaigns.campaign_id,
        events.customer_id,
        sum(case when events.occurred_on < campaigns.starts_on then events.amount end) as before_start,
        sum(case when events.occurred_on >= campaigns.starts_on then events.amount end) as since_start
    from {{ events }} as events
    inner join {{ campaigns }} as campaigns
        on events.occurred_on between campaigns.read_from and campaigns.last_day
    where events.occurred_on >= (select min(earliest.read_from) from {{ campaigns }} as earliest)
        {%- if event %} and events.event_name = {{ _quote(event) }}{% endif %}
    group by campaigns.campaign_id, events.customer_id
{%- endmacro -%}
