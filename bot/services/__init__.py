"""Use cases: the only code that writes. Each is given a transaction and never commits it."""
