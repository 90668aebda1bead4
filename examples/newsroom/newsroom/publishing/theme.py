"""The frame around every page."""

BASE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="/site.css"></head>
<body><h1>{title}</h1><p class="author">{author}</p>
{body}</body></html>
"""
