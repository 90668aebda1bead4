"""Books meeting rooms and bills them."""
