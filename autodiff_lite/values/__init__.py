"""What programs give: dtypes, conversion to tensors, axes and counts, nested lists."""
