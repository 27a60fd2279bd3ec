"""The vocabulary of asks: each an ordinary function that makes a part of a question."""
