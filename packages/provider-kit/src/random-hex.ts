/**
 * 128 random bits, as 32 hexadecimal digits.
 *
 * @param random - From 0 up to 1.
 */
export const randomHex = (random: () => number): string =>
  Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
