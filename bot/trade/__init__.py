"""The words, times, money and vehicles of the trade, as people type and read them.

The bottom layer: pure functions and frozen values. No database, no chat, no files, no clock
(``now`` is always passed in, aware UTC), and nothing happens at import. Everything here runs
before a command is acknowledged, so it is quick.
"""
