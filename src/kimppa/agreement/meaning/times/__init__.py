"""What the words of a text say of times: days, spans, how often, due rules. Pure."""
