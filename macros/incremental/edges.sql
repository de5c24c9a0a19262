{#-
    The span between the as-of times of the kept rows and of this refresh, earlier first: {'from', 'to': UTC datetimes,
    'from_day', 'to_day': dates}. states: rows with as_of and as_of_day. Rows that are none are ignored.
-#}
{%- macro _moved(plan, states) -%}
    {%- set instants, days = [plan.as_of], [plan.as_of_day] -%}
    {%- for state in states if state -%}
        {%- do instants.append(state.as_of) -%}
        {%- do days.append(state.as_of_day) -%}
    {%- endfor -%}
    {{- return({'from': instants | min, 'to': instants | max, 'from_day': days | min, 'to_day': days | max}) -}}
{%- endmacro -%}

{#-
    The lower edges of a feature's windows, as pairs (event name, edge). An edge is a unit, how many units before the
    clock it lies, and first_out: whether an event exactly on the edge is outside the window.
-#}
{%- macro _window_edges(feature) -%}
    {%- set edges, asked = [], [] -%}
    {%- if feature.kind == 'in_order' -%}{%- do asked.extend(feature.steps | map(attribute='event')) -%}
    {%- elif feature.kind == 'then_not' -%}{%- do asked.append(feature.first.event) -%}
    {%- elif 'event' in feature -%}{%- do asked.append(feature.event) -%}
    {%- endif -%}
    {%- for event in asked -%}
        {%- set window = feature.window -%}
        {%- if 'days' in window -%}{%- do edges.append((event, ('day', window.days - 1, false))) -%}{%- endif -%}
        {%- if 'hours' in window -%}{%- do edges.append((event, ('hour', window.hours, false))) -%}{%- endif -%}
        {%- if 'from_days' in window -%}
            {%- do edges.append((event, ('day', window.from_days, false))) -%}
            {%- do edges.append((event, ('day', window.to_days, true))) -%}
        {%- endif -%}
        {%- if feature.kind == 'then_not'
            and 'days' in feature.patience -%}{%- do edges.append((event,
                ('day', feature.patience.days, false))) -%}{%- endif -%}
        {%- if feature.kind == 'then_not'
            and 'hours' in feature.patience -%}{%- do edges.append((event,
                ('hour', feature.patience.hours, true))) -%}{%- endif -%}
    {%- endfor -%}
    {{- return(edges) -}}
{%- endmacro -%}

{#- The condition for events that entered or left a window between two as-of times. None if the edge didn't move. -#}
{%- macro _edge_crossed(edge, moved) -%}
    {%- set unit, count, first_out = edge -%}
    {%- set column = 'occurred_on' if unit == 'day' else 'occurred_at' -%}
    {%- if unit == 'day' -%}
        {%- if moved.from_day == moved.to_day -%}{{- return(none) -}}{%- endif -%}
        {%- set low, high = _days_before(moved.from_day, count), _days_before(moved.to_day, count) -%}
    {%- else -%}
        {%- if moved.from == moved.to -%}{{- return(none) -}}{%- endif -%}
        {%- set low, high = _timestamp(moved.from, count), _timestamp(moved.to, count) -%}
    {%- endif -%}
    {{- return(column ~ (' > ' if first_out else ' >= ') ~ low ~ ' and ' ~ column ~ (' <= ' if first_out else ' < ')
        ~ high) -}}
{%- endmacro -%}
