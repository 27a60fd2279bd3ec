"""What can be seen of a tape: why a gradient is missing, its graph as data, other rules, checks."""
