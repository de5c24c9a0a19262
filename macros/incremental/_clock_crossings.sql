{#-
    What a moving clock alone changes, as pairs of a reason and a select of customer_id: the events that the clock
    passed (clock), the events that entered or left a window at its lower edge (expiry), and the list entries whose time
    the clock passed (lists). moved: see _moved. The clock can move forward or back.
-#}
{%- macro _clock_crossings(features, moved, relations) -%}
    {%- set queries, edges = [], {} -%}
    {%- if moved.from != moved.to -%}
        {%- set between = ' > ' ~ _timestamp(moved.from), ' <= ' ~ _timestamp(moved.to) -%}
        {%- do queries.append(('clock', 'select customer_id from ' ~ relations.events ~ ' where occurred_at'
            ~ between[0] ~ ' and occurred_at' ~ between[1])) -%}
        {%- do queries.append(('lists', 'select customer_id from ' ~ relations.lists ~ ' where added_at' ~ between[0]
            ~ ' and added_at' ~ between[1])) -%}
    {%- endif -%}
    {%- for feature in features -%}
        {%- for event, edge in _window_edges(feature) -%}
            {%- set names = edges.setdefault(edge, []) -%}
            {%- if event not in names -%}{%- do names.append(event) -%}{%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for edge, names in edges.items() -%}
        {%- set crossed = _edge_crossed(edge, moved) -%}
        {%- if crossed -%}
            {%- set quoted = [] -%}
            {%- for name in names if name -%}{%- do quoted.append(_quote(name)) -%}{%- endfor -%}
            {%- set named = '' if none in names else ' and event_name in (' ~ quoted | join(', ') ~ ')' -%}
            {%- do queries.append(('expiry', 'select customer_id from ' ~ relations.events ~ ' where ' ~ crossed
                ~ named)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(queries) -}}
{%- endmacro -%}
