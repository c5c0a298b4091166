"""What can pass between departments: declarations and rules, without SQL and without chat.

A workflow is data: its questions, its states, its steps. Rules that data cannot say are small pure
functions beside it, in the workflow's own module.
"""
