{#-
    The segments that this one uses, directly or through others, lowest level first. Empty while a unit test runs, which
    has no graph.
-#}
{%- macro _segments_below(ordered, name) -%}
    {%- set wanted = {name: true} -%}
    {%- for segment in ordered | reverse if segment.name in wanted -%}
        {%- for seen in segment.below -%}{%- do wanted.update({seen: true}) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set below = [] -%}
    {%- for segment in ordered if segment.name in wanted and segment.name != name -%}
        {%- do below.append(segment) -%}
    {%- endfor -%}
    {{- return(below) -}}
{%- endmacro -%}

{#- The given names and those of all segments that use one of them, directly or through others. ordered: by level. -#}
{%- macro _with_dependents(ordered, names) -%}
    {%- set all = {} -%}
    {%- for segment in ordered if segment.name in names or segment.below | select('in', all) | list -%}
        {%- do all.update({segment.name: true}) -%}
    {%- endfor -%}
    {{- return(all.keys() | list) -}}
{%- endmacro -%}

{#- The names reachable from one, directly or through others. beside: {name: names}. -#}
{%- macro _reached(name, beside) -%}
    {%- set found = [name] -%}
    {#- The loop also visits the names that it adds. -#}
    {%- for known in found -%}
        {%- for other in beside.get(known, []) if other not in found -%}
            {%- do found.append(other) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{- return(found[1:]) -}}
{%- endmacro -%}

{#-
    The level of each segment by name, lowest first. Segments without a level are in a circle, or use one that is.
    segments: {name: {'below'}}.
-#}
{%- macro _levels(segments) -%}
    {%- set placed = {} -%}
    {%- for level in range(segments | length) if placed | length < segments | length -%}
        {%- set ready = [] -%}
        {%- for name in segments | sort if name not in placed
            and segments[name].below | select('in', segments) | reject('in', placed) | list | length == 0 -%}
            {%- do ready.append(name) -%}
        {%- endfor -%}
        {%- for name in ready -%}{%- do placed.update({name: level}) -%}{%- endfor -%}
    {%- endfor -%}
    {{- return(placed) -}}
{%- endmacro -%}

{#-
    Pairs of a file and its mistake, one for each circle of segments through references and exclusive groups. segments:
    {name: {'file', 'below'}}.
-#}
{%- macro _circle_mistakes(segments) -%}
    {%- set placed, beside, told, found = _levels(segments), {}, [], [] -%}
    {%- for name in segments if name not in placed -%}
        {%- do beside.update({name: segments[name].below}) -%}
    {%- endfor -%}
    {%- for name in beside | sort if name not in told -%}
        {%- set circle = [name] -%}
        {%- for other in _reached(name, beside) if name in _reached(other, beside) -%}
            {%- do circle.append(other) -%}
        {%- endfor -%}
        {%- if circle | length > 1 or name in beside[name] -%}
            {%- set files = [] -%}
            {%- for other in circle | sort -%}{%- do files.append(segments[other].file) -%}{%- endfor -%}
            {%- do told.extend(circle) -%}
            {%- do found.append([segments[name].file, 'in_segment(): a circle of segments: ' ~ files | join(', ')]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}
