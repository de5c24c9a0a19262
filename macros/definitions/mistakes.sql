{#-
    Mistakes in the definitions of segments, as ends of sentences. dbt refuses the first one;
    orchestration/rules/definitions.py reports all of them with the same macros. These macros call only each other.
-#}

{#- The possible cadences, most frequent first. -#}
{%- macro _cadences() -%}
    {{- return(['hourly', 'daily', 'weekly', 'static']) -}}
{%- endmacro -%}

{#- A segment's cadence, from its tags; daily if no tag names one. -#}
{%- macro _cadence(tags) -%}
    {{- return((tags | select('in', _cadences()) | list + ['daily'])[0]) -}}
{%- endmacro -%}

{#-
    Mistakes in tags: two cadences, or a tag that looks like a cadence but isn't one, with which the segment would
    silently be refreshed daily.
-#}
{%- macro _cadence_mistakes(tags) -%}
    {%- set given, found = tags | select('in', _cadences()) | list, [] -%}
    {%- if given | length > 1 -%}
        {%- do found.append('tags: two cadences, ' ~ given | join(' and ') ~ '; give one') -%}
    {%- endif -%}
    {%- for tag in tags if tag not in given -%}
        {%- set hint = _nearest(tag, _cadences()) -%}
        {%- if 'nearest' in hint or modules.re.fullmatch(
            '(every|once|twice|each|per|a|bi|semi|half|[_ -])*'
            ~ '(second|minute|hour|day|dai|night|week|fortnight|month|quarter|year|annual)(ly|s)?'
            ~ '|real_?time|never|once|manual|on_demand', tag, modules.re.IGNORECASE) -%}
            {%- do found.append("tags: unknown cadence '" ~ tag ~ "'" ~ hint) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{#- Mistakes in meta.size_band. -#}
{%- macro _band_mistakes(band) -%}
    {%- if band is none -%}{{- return([]) -}}{%- endif -%}
    {%- if band is string or band is mapping or band is not sequence or band | length != 2 -%}
        {{- return(['meta.size_band=' ~ band ~ ' is not a pair of sizes such as [100, 400]']) -}}
    {%- endif -%}
    {%- for size in band if size is not none and (size is not integer or size < 0) -%}
        {{- return(['meta.size_band=' ~ band ~ ': a size is a whole number of customers, or null for no bound']) -}}
    {%- endfor -%}
    {%- if none not in band and band[0] > band[1] -%}
        {{- return(['meta.size_band=' ~ band ~ ' ends before it begins; the smaller size comes first']) -}}
    {%- endif -%}
    {{- return([]) -}}
{%- endmacro -%}

{#-
    Mistakes in the priorities of one exclusive group's members, each {'name', 'file', 'group', 'priority'}: pairs of a
    file and its mistake.
-#}
{%- macro _priority_mistakes(members) -%}
    {%- set taken, found = {}, [] -%}
    {%- for segment in members | sort(attribute='file') -%}
        {%- if segment.priority is not integer -%}
            {%- do found.append([segment.file, "priority_group '" ~ segment.group
                ~ "' needs meta.priority, a whole number (1 is the highest); received " ~ segment.priority]) -%}
        {%- elif segment.priority in taken -%}
            {%- do found.append([segment.file, 'priority ' ~ segment.priority ~ " of priority_group '" ~ segment.group
                ~ "' is taken by " ~ taken[segment.priority]]) -%}
        {%- else -%}
            {%- do taken.update({segment.priority: segment.file}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}

{#- The members of its group that a segment gives way to, highest priority first. -#}
{%- macro _higher(segment, members) -%}
    {%- set higher = [] -%}
    {%- for other in members if other.priority is integer and segment.priority is integer
        and other.priority < segment.priority -%}
        {%- do higher.append([other.priority, other.name]) -%}
    {%- endfor -%}
    {{- return(higher | sort | map('last') | list) -}}
{%- endmacro -%}
