"""The Web API: one module for each family of methods, and an explicit list of them all."""
