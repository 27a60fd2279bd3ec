"""The functions that users call: they make tensors of what they are given, check it, apply a primitive."""
