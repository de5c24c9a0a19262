"""The differential proof: random rules over random small worlds, evaluated in three ways that must agree.

The shared pass and the standalone rendering are the project's own SQL (harness). The third way is plain
Python (evaluator), written from the language's documentation.
"""
