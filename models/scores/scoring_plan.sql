{{ config(enabled=_scores() is not none) }}
-- Up to when the scores that this refresh uses look, one row: the end of the newest period that was over at its clock.
{% set events, every = ref('events'), _scored_every() -%}
{%- set present, noted = _present(), _row_of(ref('input_watermark')) -%}
{%- set last_day = _last_possible_day(present.at, noted, events) -%}
{%- set end = _end_of_period(_clock(_newest_day(events, last_day) or last_day, present.at), every) -%}
{%- set kept = _earlier_relation('scoring_models') %}
select
    {{ _timestamp(end.as_of) }} as scored_as_of,
    {{ _days_before(end.day, 0) }} as scored_on,
    {%- if kept %}
    not exists (select 1 from {{ kept }} as scorings where scorings.scored_as_of = {{ _timestamp(end.as_of) }}) as is_due,
    {%- else %}
    true as is_due,
    {%- endif %}
    cast({{ _quote(every) }} as {{ dbt.type_string() }}) as scored_every
