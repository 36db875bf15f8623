"""The commands of `sandyq`, one module for those that belong together. Each imports what it needs when it is
called, so that `--help` is quick.
"""
