"""How far two spellings are apart.

Comes in: two words. Goes out: a number. Which words are known, and what is said of them, is others' business.
"""

from __future__ import annotations


def edit_distance(left: str, right: str, bound: int) -> int:
    """The number of inserted, deleted, replaced or swapped letters between two words; more than `bound` when it is
    larger than that."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > bound:
            return bound + 1
    return row[-1]
