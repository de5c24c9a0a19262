{#- The feature for one aggregate of a customer's events. kind: one that comes from events, see _kinds. -#}
{%- macro _event_feature(predicate, kind, event, column, where, window) -%}
    {%- set parts = [kind, _text_argument(predicate, 'event', event)] -%}
    {%- if not _kinds()[kind].value -%}
        {%- do parts.append(_text_argument(predicate, 'column', column)) -%}
        {%- if not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', column) -%}
            {%- do _refuse(predicate ~ "(): column='" ~ column
                ~ "' is not the name of a column; conditions go into where=") -%}
        {%- endif -%}
    {%- endif -%}
    {%- do parts.append(window.label) -%}
    {%- if where is not none -%}
        {%- do parts.append(_condition(predicate ~ '(): where', where)) -%}
    {%- endif -%}
    {{- return(_feature(parts,
        {'predicate': predicate, 'kind': kind, 'event': event, 'column': column, 'where': where, 'window': window})) -}}
{%- endmacro -%}
