"""Baton passes work between the departments of a dealership and never drops it."""
