"""What things cost."""


def total(prices: list[int], discount: int = 0) -> int:
    """The sum of the prices in cents, after a discount in per cent."""
    return sum(prices) * (100 - discount) // 100
