"""What programs give, before it is a tensor: dtypes, conversion to arrays, nested lists."""
