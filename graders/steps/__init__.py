"""A function as steps that can be differentiated again under other rules. Knows no mistake and no answer."""
