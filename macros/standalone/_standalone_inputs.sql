{#-
    The relations that a standalone rendering reads, by role. A unit test gives rows only for what its own
    rule needs; elsewhere all are referenced, for a segment below may need what this one doesn't.
-#}
{%- macro _standalone_inputs(needs) -%}
    {%- set kinds = needs.values() | map(attribute='kind') | list -%}
    {%- set all = model.resource_type != 'unit_test' -%}
    {%- set inputs = {'customers': ref('customers'), 'events': ref('events')} -%}
    {%- if all or 'list' in kinds -%}{%- do inputs.update({'lists': ref('imported_lists')}) -%}{%- endif -%}
    {%- if all or 'was_in' in kinds or 'entered' in kinds -%}{%- do inputs.update({'stays': ref('believed_stays')}) -%}{%- endif -%}
    {{- return(inputs) -}}
{%- endmacro -%}
