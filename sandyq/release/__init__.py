"""Tables in, a published version out."""
