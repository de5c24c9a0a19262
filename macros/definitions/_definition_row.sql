{#- A hash that changes exactly when a segment's rule or its features change. -#}
{%- macro _definition_hash(segment) -%}
    {{- return(local_md5(tojson([segment.rule, segment.features], sort_keys=true))) -}}
{%- endmacro -%}

{#- The start or end of the day that a segment's meta names, as a UTC timestamp in text; none if it names no day. -#}
{%- macro _day_edge(segment, key, is_end) -%}
    {%- set given = segment.node.config.meta.get(key) -%}
    {%- if not given -%}{{- return(none) -}}{%- endif -%}
    {%- set day = _iso_date('meta.' ~ key, given, segment.file) -%}
    {%- set day_before = modules.datetime.date.fromisoformat(day) - modules.datetime.timedelta(days=1) -%}
    {%- set tick = modules.datetime.timedelta(microseconds=1) -%}
    {%- set edge = _end_of_day(day) if is_end else _end_of_day(day_before.isoformat()) + tick -%}
    {{- return(edge.replace(tzinfo=none).isoformat(' ')) -}}
{%- endmacro -%}

{#- The literals of one row of segment_definitions, in the order of its columns. -#}
{%- macro _definition_row(segment, slot, evaluated_hash) -%}
    {%- set meta, node = segment.node.config.meta, segment.node -%}
    {%- if not node.patch_path -%}
        {%- do _refuse('no YAML file describes it, so nobody has said who may see it; write an entry of its own',
            segment.file) -%}
    {%- endif -%}
    {%- set owners = graph.groups.values() | selectattr('name', 'equalto', node.config.group) | map(attribute='owner')
        | list -%}
    {%- set owner = owners[0] if owners else {} -%}
    {%- for mistake in _cadence_mistakes(node.tags) + _band_mistakes(meta.get('size_band')) -%}
        {%- do _refuse(mistake, segment.file) -%}
    {%- endfor -%}
    {%- set band = meta.get('size_band') or [none, none] -%}
    {%- set texts = {
        'segment': segment.name, 'family': segment.family, 'description': node.description,
        'objective': meta.get('objective'),
        'owner': owner.get('name') or node.config.group, 'owner_email': owner.get('email'),
        'owner_group': node.config.group,
        'access': 'private' if node.config.access == 'private' else 'public', 'cadence': _cadence(node.tags),
        'priority_group': segment.group, 'value_trait': meta.get('value_trait'),
        'rule_sql': segment.rule, 'definition_hash': _definition_hash(segment),
        'evaluated_hash': evaluated_hash, 'file_path': segment.file,
        'checks': tojson(meta.checks) if meta.get('checks') else none,
        'baseline_at': _day_edge(segment, 'baseline', is_end=true),
        'history_from': _day_edge(segment, 'history_from', is_end=false), 'formerly': meta.get('formerly'),
    } -%}
    {%- set numbers = {'size_min': band[0], 'size_max': band[1], 'priority': segment.priority, 'level': segment.level,
        'word': slot // 63, 'mask': 2 ** (slot % 63)} -%}
    {%- set row = [] -%}
    {%- for name in ['segment', 'family', 'description', 'objective', 'owner', 'owner_email', 'owner_group', 'access',
        'cadence', 'priority_group',
        'value_trait', 'rule_sql', 'definition_hash', 'evaluated_hash', 'file_path', 'checks', 'baseline_at',
        'history_from', 'formerly'] -%}
        {%- do row.append(_quote(texts[name]) if texts.get(name) else 'null') -%}
    {%- endfor -%}
    {%- for name in ['size_min', 'size_max', 'priority', 'level', 'word', 'mask'] -%}
        {%- do row.append(numbers[name] if numbers.get(name) is not none else 'null') -%}
    {%- endfor -%}
    {{- return(row) -}}
{%- endmacro -%}
