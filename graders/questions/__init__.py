"""What a lesson asks: its questions, the criteria that they state, and how answers are compared."""
