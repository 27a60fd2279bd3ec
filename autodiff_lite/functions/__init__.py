"""The functions that programs call: they make tensors of what they are given, check it, apply primitives."""
