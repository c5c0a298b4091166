"""The tables, the engine and the queries. Nothing here decides anything."""
