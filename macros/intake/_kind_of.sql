{#-
    What a column of an input holds, independent of the engine's name for the type: {'kind', 'type', 'digits', 'scale'}.
    digits and scale are those of an exact number; none if the type leaves them open.
-#}
{%- macro _kind_of(column) -%}
    {%- set type = column.dtype | lower -%}
    {%- set kinds = {
        'whole': 'u?(tiny|small|big|huge)?int(eger)?', 'exact': '(decimal|numeric)(\\(.*)?',
        'floating': 'double.*|float.*|real',
        'text': 'text|string|name|(var)?char.*|bpchar|enum.*', 'uuid': 'uuid',
        'zoned': 'timestamp with time zone|timestamptz.*',
        'nanoseconds': 'timestamp_ns', 'moment': 'timestamp.*', 'day': 'date', 'boolean': 'bool.*',
    } -%}
    {%- set found = namespace(kind='other', digits=column.numeric_precision, scale=column.numeric_scale) -%}
    {#- The type of a list is its elements' type, followed by brackets. -#}
    {%- for kind, pattern in kinds.items() if found.kind == 'other' and not type.endswith(']')
        and modules.re.fullmatch(pattern, type, modules.re.DOTALL) -%}
        {%- set found.kind = kind -%}
    {%- endfor -%}
    {%- set written = modules.re.search('\\((\\d+), ?(\\d+)\\)', type) -%}
    {%- if written and found.kind == 'exact' -%}
        {%- set found.digits, found.scale = written.group(1) | int, written.group(2) | int -%}
    {%- endif -%}
    {{- return({'kind': found.kind, 'type': type, 'digits': found.digits, 'scale': found.scale}) -}}
{%- endmacro -%}
