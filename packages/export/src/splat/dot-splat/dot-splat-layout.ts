/**
 * Bytes of one splat in a `.splat` file, which has no header: position and size as three 32-bit floats each, colour
 * and opacity as four bytes, rotation (w, x, y, z) as four bytes around 128.
 *
 * @see antimatter15/splat, main.js, "processPlyBuffer"
 */
export const DOT_SPLAT_BYTES = 32
