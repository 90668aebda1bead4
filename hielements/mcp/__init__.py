"""A Model Context Protocol server for coding agents (https://modelcontextprotocol.io): `hielements mcp`.

Comes in: calls of an agent over stdio. Goes out: answers of `app` as data or Markdown. This package alone knows the
protocol's SDK, which is imported when the server starts and never else. It writes no files.
"""
