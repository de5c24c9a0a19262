{#-
    A SQL condition that a person wrote, checked for anything that would break out of its place. The check ignores text
    values and comments. The warehouse checks names and the boolean type later, before anything is evaluated.
-#}
{%- macro _condition(place, text) -%}
    {%- if text is not string
        or not modules.re.sub('--[^\n]*|/\\*.*?\\*/|\\s', '', text | string, flags=modules.re.DOTALL) -%}
        {%- do _refuse(place ~ ' is empty; write a condition such as '
            ~ ("brand = 'Private'" if 'where' in place else "age = '65+'")) -%}
    {%- endif -%}
    {%- set bare = modules.re.sub("'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\\*.*?\\*/", ' ', text,
        flags=modules.re.DOTALL) -%}
    {%- if "'" in bare
        or '"' in bare -%}{%- do _refuse(place ~ ' has an unclosed quote: ' ~ text | trim) -%}{%- endif -%}
    {%- if ';' in bare -%}{%- do _refuse(place
        ~ ' holds a semicolon; it is one condition, not statements') -%}{%- endif -%}
    {%- if modules.re.search('(?i)\\bselect\\b', bare) -%}
        {%- do _refuse(place
            ~ ' holds a subquery; rules refer to traits, predicates and other segments, never to tables') -%}
    {%- endif -%}
    {%- set depth = namespace(now=0) -%}
    {%- for sign in modules.re.findall('[(),]', bare) -%}
        {%- set depth.now = depth.now + {'(': 1, ')': -1, ',': 0}[sign] -%}
        {%- if depth.now < 0 -%}{%- do _refuse(place ~ ' closes a parenthesis that it did not open') -%}{%- endif -%}
        {%- if sign == ','
            and depth.now == 0 -%}{%- do _refuse(place
                ~ ' holds more than one expression; join conditions with and, or') -%}{%- endif -%}
    {%- endfor -%}
    {%- if depth.now > 0 -%}{%- do _refuse(place ~ ' leaves ' ~ depth.now ~ ' parenthesis open') -%}{%- endif -%}
    {{- return(text) -}}
{%- endmacro -%}
