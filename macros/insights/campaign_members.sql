{#-
    A select of campaign_id, customer_id and is_held_out, a row a customer whom a campaign is about: those in its
    recorded arms or, where none are recorded, the members of its segment when it began. campaigns: a relation of
    campaign_id, campaign, segment, arm, begins_at and recorded_at; with an arm, it is about that one and the one held
    out.
-#}
{%- macro campaign_members(campaigns) -%}
    {%- set held_out, id = {}, 'cast(stays.customer_id as ' ~ dbt.type_string() ~ ')' -%}
    {%- for name, arms in (var('experiments') or {}).items() if arm_held_out() in arms -%}
        {%- set places = _places_of_arm(arms, arm_held_out()) -%}
        {%- do held_out.update({name: _placed_between('experiment:' ~ name, id, places[0], places[1])}) -%}
    {%- endfor -%}
select distinct
        campaigns.campaign_id,
        stays.customer_id,
        {{ by_campaign('campaigns.campaign', held_out, 'false') }} as is_held_out
    from {{ campaigns }} as campaigns
    inner join {{ ref('segment_stays') }} as stays
        on
            campaigns.segment = stays.segment
            and campaigns.begins_at >= stays.entered_at
            and (stays.exited_at is null or campaigns.begins_at < stays.exited_at)
    where stays.superseded_release is null and campaigns.recorded_at is null
    union all
    select
        campaigns.campaign_id,
        recorded.customer_id,
        recorded.arm = {{ _quote(arm_held_out()) }} as is_held_out
    from {{ campaigns }} as campaigns
    inner join {{ ref('arm_members') }} as recorded
        on
            campaigns.campaign = recorded.campaign
            and campaigns.segment = recorded.segment
            and (campaigns.arm is null or recorded.arm in (campaigns.arm, {{ _quote(arm_held_out()) }}))
{%- endmacro -%}
