"""Proposes a first specification for code that exists: survey -> draft -> specification text.

A proposal holds on the day it is made: what does not hold is written down as a comment with the reason. No module here
reads or writes files; the project is seen through libraries and the workspace, and rules are tried by running them.
"""
