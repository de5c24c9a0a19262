{#-
    Refuses a rule that calls a function outside the closed table (orchestration/rules/table.py) before an engine sees
    it, because `dbt run` by hand runs no other checks. Text values and comments are removed first; a name in double
    quotes stays a name. sample() renders md5.
-#}
{%- macro _check_functions(ordered) -%}
    {%- set known = ['abs', 'cast', 'ceil', 'ceiling', 'coalesce', 'date_trunc', 'decimal', 'extract', 'floor', 'left',
        'length', 'lower',
        'md5', 'nullif', 'numeric', 'replace', 'right', 'round', 'substr', 'substring', 'timezone', 'trim', 'upper',
        'varchar'] -%}
    {%- set words = ['and', 'or', 'not', 'in', 'like', 'ilike', 'escape', 'between', 'is', 'null', 'true', 'false',
        'unknown', 'distinct',
        'from', 'case', 'when', 'then', 'else', 'end', 'as'] -%}
    {%- for segment in ordered -%}
        {%- set texts = [segment.rule] -%}
        {%- for feature in segment.features.values() -%}
            {%- set ends = [feature.first, feature.other] if feature.kind == 'then_not' else [] -%}
            {%- for step in [feature] + feature.get('steps', []) + ends -%}
                {%- do texts.append(step.get('where') or '') -%}
            {%- endfor -%}
            {%- do texts.append(feature.get('number') or '') -%}
        {%- endfor -%}
        {%- for text in texts -%}
            {%- set bare = modules.re.sub("'(?:[^']|'')*'|--[^\n]*|/\\*.*?\\*/", ' ', text, flags=modules.re.DOTALL) -%}
            {%- for name in modules.re.findall('(\\w+|"[^"]*")\\s*\\(', bare) if name | lower not in known + words -%}
                {%- do _refuse('the rule uses ' ~ name ~ "(), which rules can't use", segment.file) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro -%}
