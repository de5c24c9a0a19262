{#-
    Everything about each kind of feature, in one place. Macros read it here, Python in orchestration/rules/kinds.py.
    from: events (an aggregate of one event's rows), sequence (of events), list, stays, trait, rank or segment.
    value: what is aggregated; none for the column that a predicate names. takes: which column types are allowed:
    number, order (anything that has an order) or any.
    aggregate: its SQL in the shared pass; {0} is the value.
    absent: the value of a customer without rows.
    type: whole, boolean, timestamp, quotient, float, column (the column's type), or middle (of two of the column's
    values).
    says: the phrase for people; none if rules/phrases.py composes it.
    is_day: the kept value is a day, and the feature is the number of days from it to the clock.
    Ranks compare customers. Passing days alone change features with is_day.
-#}
{%- macro _kinds() -%}
{{- return({
    'count': {'from': 'events', 'value': '1', 'aggregate': 'count({0})', 'absent': '0', 'type': 'whole',
        'says': 'count of {event}'},
    'sum': {'from': 'events', 'value': none, 'takes': 'number', 'aggregate': 'sum({0})', 'absent': '0',
        'type': 'column', 'says': 'total {column} of {event}'},
    'avg': {'from': 'events', 'value': none, 'takes': 'number',
        'aggregate': 'round(sum({0}) / nullif(count({0}), 0), 6)', 'absent': none, 'type': 'quotient',
        'says': 'average {column} of {event}'},
    'median': {'from': 'events', 'value': none, 'takes': 'number', 'absent': none, 'type': 'middle',
        'says': 'median {column} of {event}',
        'aggregate': 'percentile_disc(0.5) within group (order by {0}) * 0.5'
            ~ ' + percentile_disc(0.5) within group (order by {0} desc) * 0.5'},
    'min': {'from': 'events', 'value': none, 'takes': 'order', 'aggregate': 'min({0})', 'absent': none,
        'type': 'column', 'says': 'smallest {column} of {event}'},
    'max': {'from': 'events', 'value': none, 'takes': 'order', 'aggregate': 'max({0})', 'absent': none,
        'type': 'column', 'says': 'largest {column} of {event}'},
    'distinct': {'from': 'events', 'value': none, 'takes': 'any', 'aggregate': 'count(distinct {0})', 'absent': '0',
        'type': 'whole',
        'says': 'different {column} of {event}'},
    'first': {'from': 'events', 'value': 'occurred_at', 'aggregate': 'min({0})', 'absent': none, 'type': 'timestamp',
        'says': 'time of the first {event}'},
    'last': {'from': 'events', 'value': 'occurred_at', 'aggregate': 'max({0})', 'absent': none, 'type': 'timestamp',
        'says': 'time of the last {event}'},
    'days_since_first': {'from': 'events', 'value': 'occurred_on', 'aggregate': 'min({0})', 'absent': none,
        'type': 'whole', 'is_day': true,
        'says': 'days since the first {event}'},
    'days_since_last': {'from': 'events', 'value': 'occurred_on', 'aggregate': 'max({0})', 'absent': none,
        'type': 'whole', 'is_day': true,
        'says': 'days since the last {event}'},
    'in_order': {'from': 'sequence', 'absent': 'false', 'type': 'boolean', 'says': none},
    'then_not': {'from': 'sequence', 'absent': 'false', 'type': 'boolean', 'says': none},
    'list': {'from': 'list', 'absent': 'false', 'type': 'boolean', 'says': 'on list {list}'},
    'was_in': {'from': 'stays', 'absent': 'false', 'type': 'boolean', 'says': 'was in segment {segment}'},
    'entered': {'from': 'stays', 'absent': 'false', 'type': 'boolean', 'says': 'entered segment {segment}'},
    'segment': {'from': 'segment', 'absent': 'false', 'type': 'boolean', 'says': 'in segment {segment}'},
    'days_since': {'from': 'trait', 'absent': none, 'type': 'whole', 'is_day': true, 'says': 'days since {trait}'},
    'decile': {'from': 'rank', 'absent': none, 'type': 'whole', 'says': none},
    'percentile': {'from': 'rank', 'absent': none, 'type': 'float', 'says': none},
}) -}}
{%- endmacro -%}

{#- The names of the kinds that come from one of these sources, or that keep a day. -#}
{%- macro _kinds_from(sources=[], is_day=false) -%}
    {%- set names = [] -%}
    {%- for name, kind in _kinds().items() if kind.from in sources
        or (is_day and kind.get('is_day')) -%}{%- do names.append(name) -%}{%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}
