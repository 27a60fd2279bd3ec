"""Grading a class: every submission isolated, its checks evaluated outside of it, many at a time.

The work on one submission (`job`) is a function of bytes and the lesson's rows: it knows no database and no
folder of the course. One coordinator hands out jobs and writes the gradebook, one submission a transaction.
"""
