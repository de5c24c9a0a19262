{#-
    What a release compares to say whether a definition moved somebody: for each row of _changed_between_clocks(), the
    two definitions and the queries of their members at the later of the two clocks. A former definition that can't be
    evaluated on the present data is left out. clock: the release's own (_planned_clock()).
-#}
{%- macro _comparisons(changed, clock) -%}
    {%- if not changed -%}{{- return([]) -}}{%- endif -%}
    {%- set found, kept, log = [], {}, ref('definition_log') -%}
    {%- for row in _rows_of(log, 'select evaluated_hash, definition from ' ~ log) -%}
        {%- do kept.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {%- set names, columns = _segments() | map(attribute='name') | list, _rule_columns() -%}
    {%- for segment, at, former_hash, present_hash in changed if former_hash in kept -%}
        {%- set former, is_earlier = fromjson(kept[former_hash]), at < clock.as_of -%}
        {%- set when = clock if is_earlier
            else {'as_of': at, 'day': _local_date(at), 'release_id': clock.release_id} -%}
        {%- if _is_evaluable(former, columns, names) -%}
            {%- set present = 'select customer_id from ' ~ ref('candidates') ~ ' where segment = ' ~ _quote(segment)
                if is_earlier else _members_by(fromjson(kept[present_hash]), when) -%}
            {%- set sides = [[former_hash, _members_by(former, when)], [present_hash, present]] -%}
            {%- set before, after = sides if is_earlier else sides | reverse -%}
            {%- do found.append({'segment': segment, 'as_of': when.as_of, 'hash_before': before[0],
                'hash_after': after[0], 'before': before[1], 'after': after[1]}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{#- The query of a kept definition's members at a clock. -#}
{%- macro _members_by(kept, clock) -%}
    {%- set own = kept.segments | last -%}
    {%- set inputs = {'customers': ref('customers'), 'events': ref('events'), 'lists': ref('imported_lists'),
        'stays': _stays_before()} -%}
    {{- return(_standalone(own.name, own.rule, own.features, inputs, clock, kept.segments)) -}}
{%- endmacro -%}
