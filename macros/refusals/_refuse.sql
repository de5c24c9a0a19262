{#- Stops with one sentence that names the segment's file. The prefix lets tools find the sentence in dbt's output. -#}
{%- macro _refuse(message, file=none) -%}
    {%- do exceptions.raise_compiler_error('segments: ' ~ (file or model.original_file_path) ~ ': ' ~ message) -%}
{%- endmacro -%}
