{{ config(pre_hook=["{{ forget_erased_entries('list_entries') }}", "{{ forget_erased_entries('list_refusals') }}"]) }}
{{ _listed_customers(ref('customers'), _customer_form()) }}
