"""Text in, figures, dates and events out: pure functions, no I/O beyond loading the lexicon once."""
