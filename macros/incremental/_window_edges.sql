{#-
    The lower edges of a need's windows as pairs (event name, edge): an edge is a unit, how many of it before
    the clock, and whether an event on the edge itself is still out of the window (first_out) or in.
-#}
{%- macro _window_edges(need) -%}
    {%- set edges, asked = [], [] -%}
    {%- if need.kind == 'in_order' -%}{%- for step in need.steps -%}{%- do asked.append(step.event) -%}{%- endfor -%}
    {%- elif need.kind == 'then_not' -%}{%- do asked.append(need.first.event) -%}
    {%- elif 'event' in need -%}{%- do asked.append(need.event) -%}
    {%- endif -%}
    {%- for event in asked -%}
        {%- set window = need.window -%}
        {%- if 'days' in window -%}{%- do edges.append((event, ('day', window.days - 1, false))) -%}{%- endif -%}
        {%- if 'hours' in window -%}{%- do edges.append((event, ('hour', window.hours, false))) -%}{%- endif -%}
        {%- if 'from_days' in window -%}
            {%- do edges.append((event, ('day', window.from_days, false))) -%}
            {%- do edges.append((event, ('day', window.to_days, true))) -%}
        {%- endif -%}
        {%- if need.kind == 'then_not' and 'days' in need.patience -%}{%- do edges.append((event, ('day', need.patience.days, false))) -%}{%- endif -%}
        {%- if need.kind == 'then_not' and 'hours' in need.patience -%}{%- do edges.append((event, ('hour', need.patience.hours, true))) -%}{%- endif -%}
    {%- endfor -%}
    {{- return(edges) -}}
{%- endmacro -%}
