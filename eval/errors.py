"""What can go wrong in an evaluation before anything is measured."""


class CasesError(Exception):
    """A file of cases, answers or paragraphs cannot be used; the message names the file and the line."""
