{#-
    The feature for a rank by a number made of traits and predicates, among all customers or those who share the trait
    `by`.
-#}
{%- macro _rank(predicate, kind, number, by) -%}
    {%- set inner = _take_features(number | string) -%}
    {%- do _condition(predicate ~ '(): number', inner.sql) -%}
    {%- set refused = _kinds_from(['rank', 'segment']) -%}
    {%- for definition in inner.features.values() if definition.kind in refused -%}
        {%- do _refuse(predicate ~ '(): ' ~ definition.predicate ~ '() inside it cannot be ranked; rank a number') -%}
    {%- endfor -%}
    {%- if by is not none and not modules.re.fullmatch('[A-Za-z_][A-Za-z0-9_]*', by | string) -%}
        {%- do _refuse(predicate ~ "(): by='" ~ by ~ "' is not the name of a trait") -%}
    {%- endif -%}
    {%- set rank = _feature([kind, inner.sql] + ([by] if by else []),
        {'predicate': predicate, 'kind': kind, 'number': inner.sql, 'by': by}) -%}
    {%- set carried = modules.re.findall('\x1e.*?\x1e', number | string) | join -%}
    {{- return(carried ~ rank) -}}
{%- endmacro -%}
