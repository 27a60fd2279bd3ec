"""The functions that users call: they turn what they are given into tensors, check it, and apply a primitive."""
