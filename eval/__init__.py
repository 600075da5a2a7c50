"""Evaluation of the assistant through its public face: cases in, a table by category and a report out."""
