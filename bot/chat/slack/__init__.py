"""Slack: the only place that imports slack_bolt or slack_sdk.

It draws cards and forms as Slack's blocks, reads what arrives, and speaks to the Web API.
"""
