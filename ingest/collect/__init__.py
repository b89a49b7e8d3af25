"""Brings files from where authorities keep them into landing.

A file is fetched under a temporary name beside landing, compared with what its source states of it,
and renamed into landing; so half a file is never in landing. What was collected is remembered, so
that it is collected once.
"""
