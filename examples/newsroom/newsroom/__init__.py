"""A newsroom: people write articles, editors release them, a static site shows them."""
