"""A small web shop: browse products, fill a cart, place an order."""
