"""Written answers read by a person, one question at a time: a page on this machine alone.

guide reads the lesson's marking guide, answers what students wrote, marking writes to the gradebook, snippets
keeps comments, server shows the page.
"""
