"""The text that students wrote: read, and never run. Knows text alone: no kernel, no question."""
