"""The public site, as static pages."""
