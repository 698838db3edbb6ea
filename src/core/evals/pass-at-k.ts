// How often k tries contain a success (pass@k) and how often all k succeed (pass^k), and how sure that is.

/**
 * pass@k, unbiased, from n samples of which c passed: 1 − C(n−c, k) / C(n, k) (Chen et al. 2021, arXiv:2107.03374 §2.1,
 * there with the product that stays in the range of numbers). Null where k is more than the samples.
 */
export function passAtK(n: number, c: number, k: number): number | null {
  if (k < 1 || k > n) return null;
  return 1 - choiceRatio(n - c, n, k);
}

/** pass^k, unbiased: C(c, k) / C(n, k) (Yao et al. 2024, arXiv:2406.12045 §3). Null where k is more than the samples. */
export function passHatK(n: number, c: number, k: number): number | null {
  if (k < 1 || k > n) return null;
  return choiceRatio(c, n, k);
}

/** Both at a known chance p of a single success: 1 − (1 − p)^k and p^k. */
export function passesAtRate(p: number, k: number): { readonly passAtK: number; readonly passHatK: number } {
  return { passAtK: 1 - (1 - p) ** k, passHatK: p ** k };
}

/**
 * The Wilson interval of a rate, c of n, at 95 % (z = 1.959964): it stays inside 0…1 and is honest for few samples.
 * Null without samples.
 */
export function wilsonInterval(n: number, c: number): { readonly low: number; readonly high: number } | null {
  if (n === 0) return null;
  const z = 1.959963984540054;
  const rate = c / n;
  const width = 1 + (z * z) / n;
  const centre = (rate + (z * z) / (2 * n)) / width;
  const reach = (z / width) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  return { low: c === 0 ? 0 : Math.max(0, centre - reach), high: c === n ? 1 : Math.min(1, centre + reach) };
}

/** C(m, k) / C(n, k) as a product, for m up to n. */
function choiceRatio(m: number, n: number, k: number): number {
  if (k > m) return 0;
  let ratio = 1;
  for (let at = 0; at < k; at++) ratio *= (m - at) / (n - at);
  return ratio;
}
