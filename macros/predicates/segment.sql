{#-
    A segment's whole model. Registers the rule in its body and its features. Renders as the published members or, with
    the variable `standalone`, as one query over customers and events.
-#}
{%- macro segment() -%}
    {%- set found = _take_features(caller()) -%}
    {%- set rule = _condition('the rule', found.sql) | trim -%}
    {%- do config(meta={'rule': rule, 'features': found.features, 'column': _column_name(['segment', model.name])}) -%}
    {#- Referenced in both renderings, because dbt learns the lineage while it parses. -#}
    {%- set inputs = _standalone_inputs(found.features) -%}
    {%- if var('standalone') -%}
{{ _standalone(model.name, rule, found.features, inputs, _standalone_clock(inputs), _segments()) }}
    {%- else -%}
        {%- set members = {'public': ref('segment_members'), 'private': ref('hidden_segment_members')} -%}
select customer_id, entered_at
from {{ members['private' if model.config.access == 'private' else 'public'] }}
where segment = {{ _quote(model.name) }}
    {%- endif -%}
{%- endmacro -%}
