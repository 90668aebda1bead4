"""What the shop is about: money, products, carts, orders. Knows nothing of the web or of databases."""
