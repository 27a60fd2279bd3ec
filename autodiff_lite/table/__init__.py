"""The primitives: every operation that has a forward and derivative rules, in tables by family.

They take tensors or plain arrays whose dtypes already agree; the functions that users call stand one level
up.
"""
