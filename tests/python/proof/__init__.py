"""The differential proof: random rules over random small worlds, each answered three ways that must agree.

The shared pass and the standalone rendering are the project's own SQL (harness); the third answer is
plain Python (evaluator), written from the language's text.
"""
