"""The span reader: question and passage in, the span that answers out, with log-odds against there being no answer."""
