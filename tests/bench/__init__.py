"""How long the heavy work takes, against a bare floor of the same work in the same run: `make bench`.

Information, not a test: it decides nothing, and pytest finds no `test_*.py` here. Goals stand beside what they judge,
as ratios of medians measured A B A B, because machines differ and are noisy.
"""
