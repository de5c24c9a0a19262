{#- The event names that these features use, as literals; none if one of them counts all events. -#}
{%- macro _event_names_of(features) -%}
    {%- set names = {} -%}
    {%- for feature in features -%}
        {%- for step in feature.get('steps', []) -%}{%- do names.update({_quote(step.event): true}) -%}{%- endfor -%}
        {%- if feature.kind == 'then_not' -%}{%- do names.update({_quote(feature.first.event): true,
            _quote(feature.other.event): true}) -%}{%- endif -%}
        {%- if 'event' in feature and feature.event is none -%}{{- return(none) -}}{%- endif -%}
        {%- if 'event' in feature -%}{%- do names.update({_quote(feature.event): true}) -%}{%- endif -%}
    {%- endfor -%}
    {{- return(names.keys() | list) -}}
{%- endmacro -%}

{#- The earliest day that any of these features can count, as a literal; none if one of them has no lower limit. -#}
{%- macro _first_day(features, clock) -%}
    {%- set days, ago = [], modules.datetime.timedelta -%}
    {%- for feature in features -%}
        {%- set window = feature.window -%}
        {%- if 'days' in window -%}{%- do days.append(clock.day - ago(days=window.days - 1)) -%}
        {%- elif 'from_days' in window -%}{%- do days.append(clock.day - ago(days=window.from_days)) -%}
        {%- elif 'hours' in window -%}{%- do days.append(clock.day - ago(days=window.hours // 24 + 2)) -%}
        {%- elif 'since' in window -%}{%- do days.append(modules.datetime.date.fromisoformat(window.since)) -%}
        {%- else -%}{{- return(none) -}}
        {%- endif -%}
    {%- endfor -%}
    {{- return(_days_before(days | min, 0) if days else none) -}}
{%- endmacro -%}

{#-
    The columns of events, quoted, that a feature aggregates or a where= mentions, apart from those that every feature
    reads.
-#}
{%- macro _columns_spoken_of(features, events) -%}
    {%- set texts, columns = [], [] -%}
    {%- for feature in features -%}
        {%- do texts.append(feature.get('column') or '') -%}
        {%- set ends = [feature.get('first') or {}, feature.get('other') or {}] -%}
        {%- for step in [feature] + feature.get('steps', []) + ends -%}
            {%- do texts.append(step.get('where') or '') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set spoken = texts | join(' ') | lower -%}
    {%- for column in (adapter.get_columns_in_relation(events) if execute else [])
        if column.name | lower not in ['customer_id', 'event_name', 'occurred_at', 'occurred_on']
        and column.name | lower in spoken -%}
        {%- do columns.append(adapter.quote(column.name)) -%}
    {%- endfor -%}
    {{- return(columns) -}}
{%- endmacro -%}
