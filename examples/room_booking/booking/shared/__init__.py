"""Small things that everybody may use and that use nobody."""
