/** How many real spherical harmonics there are up to degree 3. */
export const HARMONIC_COUNT = 16

/**
 * The real spherical harmonics up to degree 3 in one direction, in the order and with the signs that 3D Gaussian
 * splatting uses (Condon-Shortley phase, orthonormal over the sphere). The direction, of length 1, goes from the camera
 * to the splat.
 *
 * @see KHR_gaussian_splatting README, "Appendix A: Spherical Harmonics Reference"
 */
export function evaluateHarmonics(x: number, y: number, z: number): readonly number[] {
  const [xx, yy, zz] = [x * x, y * y, z * z]
  return [
    0.28209479177387814,
    -0.4886025119029199 * y,
    0.4886025119029199 * z,
    -0.4886025119029199 * x,
    1.0925484305920792 * x * y,
    -1.0925484305920792 * y * z,
    0.31539156525252005 * (2 * zz - xx - yy),
    -1.0925484305920792 * x * z,
    0.5462742152960396 * (xx - yy),
    -0.5900435899266435 * y * (3 * xx - yy),
    2.890611442640554 * x * y * z,
    -0.4570457994644657 * y * (4 * zz - xx - yy),
    0.3731763325901154 * z * (2 * zz - 3 * xx - 3 * yy),
    -0.4570457994644657 * x * (4 * zz - xx - yy),
    1.445305721320277 * z * (xx - yy),
    -0.5900435899266435 * x * (xx - 3 * yy),
  ]
}
