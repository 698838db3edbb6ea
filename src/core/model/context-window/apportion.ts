// Splitting a whole number so that the parts sum to it.

/**
 * Whole numbers in the proportion of the weights whose sum is exactly `total` (largest remainder; of equal remainders
 * the first wins). All zero where no weight is positive: then there is nothing to give it to.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  if (sum <= 0) return weights.map(() => 0);
  const shares = weights.map((weight) => (weight * total) / sum);
  const parts = shares.map(Math.floor);
  const left = total - parts.reduce((before, part) => before + part, 0);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
