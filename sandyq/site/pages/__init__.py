"""The kinds of pages: each module gives the paths and bytes of its own."""
