{#-
    The valid name that is most similar to the received one, as the end of an error sentence. Similarity is the share of
    common letter pairs (Dice's coefficient), which tolerates one typo in a short name.
-#}
{%- macro _nearest(received, valid) -%}
    {%- set best = namespace(name=none, score=0.0) -%}
    {%- set word = '^' ~ (received | string | lower) ~ '$' -%}
    {%- for name in valid -%}
        {%- set other = '^' ~ (name | string | lower) ~ '$' -%}
        {%- set common = namespace(pairs=0) -%}
        {%- for i in range(word | length - 1) if word[i:i + 2] in other -%}
            {%- set common.pairs = common.pairs + 1 -%}
        {%- endfor -%}
        {%- set score = 2.0 * common.pairs / (word | length + other | length - 2) -%}
        {%- if score > best.score -%}
            {%- set best.name, best.score = name, score -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if best.name is not none and best.score >= 0.4 -%}
        {{- return("; the nearest is '" ~ best.name ~ "'") -}}
    {%- endif -%}
    {{- return('; valid are ' ~ (valid | list)[:12] | join(', ') if valid else '') -}}
{%- endmacro -%}

{#-
    Refuses arguments that a predicate doesn't have. Jinja's own message would name neither the file nor a valid choice.
-#}
{%- macro _check_arguments(predicate, valid, unknown, surplus) -%}
    {%- if surplus -%}
        {%- do _refuse(predicate ~ '(): ' ~ (surplus | length) ~ ' argument(s) too many (' ~ surplus | join(', ')
            ~ '); it takes ' ~ valid | join(', ')) -%}
    {%- endif -%}
    {%- for name in unknown -%}
        {%- do _refuse(predicate ~ "(): unknown argument '" ~ name ~ "'" ~ _nearest(name, valid)) -%}
    {%- endfor -%}
{%- endmacro -%}
