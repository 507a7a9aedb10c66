/**
 * Draws splats that were read by read-spz.js, with WebGL 2: sorted by depth, farthest first, each an ellipse that fades
 * out and has the colour that it shows to this side.
 *
 * @see Kerbl et al., "3D Gaussian Splatting for Real-Time Radiance Field Rendering" (2023), sections 4 and 6; Zwicker et
 * al., "EWA Splatting" (2002) for the shape of an ellipsoid in the picture
 */
window.onetakeDrawSplats = (() => {
  /** Texels of one splat: place and turn in two of floats; colour, sizes and harmonics in these many of bytes. */
  const PLACE_TEXELS = 2
  const byteTexels = (degree) => 1 + (degree + 1) ** 2
  /** Splats in a row of a texture. */
  const ROW = 256

  const VERTEX = `#version 300 es
    precision highp float; precision highp int;
    uniform mat4 view; uniform vec3 eye; uniform vec2 size; uniform int degree; uniform bool antialiased;
    uniform highp sampler2D places; uniform highp usampler2D bytes;
    in vec2 corner; in uint index;
    out vec2 offset; out vec4 tint;
    vec4 placed(int part) {
      int at = int(index);
      return texelFetch(places, ivec2((at % ${ROW}) * ${PLACE_TEXELS} + part, at / ${ROW}), 0);
    }
    vec3 byte(int part) {
      int at = int(index);
      int texels = 1 + (degree + 1) * (degree + 1);
      return vec3(texelFetch(bytes, ivec2((at % ${ROW}) * texels + part, at / ${ROW}), 0).rgb);
    }
    float alpha() {
      int at = int(index);
      int texels = 1 + (degree + 1) * (degree + 1);
      return float(texelFetch(bytes, ivec2((at % ${ROW}) * texels, at / ${ROW}), 0).a) / 255.0;
    }
    vec3 harmonic(int place) { return (byte(2 + place) - 128.0) / 128.0; }
    // Real spherical harmonics with the signs that splats have; d goes from the eye to the splat.
    vec3 colorTo(vec3 d) {
      vec3 color = 0.5 + 0.28209479 * (byte(0) / 255.0 - 0.5) / 0.15;
      float x = d.x, y = d.y, z = d.z, xx = x * x, yy = y * y, zz = z * z;
      if (degree > 0)
        color += 0.48860251 * (z * harmonic(1) - y * harmonic(0) - x * harmonic(2));
      if (degree > 1)
        color += 1.09254843 * (x * y * harmonic(3) - y * z * harmonic(4) - x * z * harmonic(6))
               + 0.31539157 * (2.0 * zz - xx - yy) * harmonic(5) + 0.54627422 * (xx - yy) * harmonic(7);
      if (degree > 2)
        color += -0.59004359 * y * (3.0 * xx - yy) * harmonic(8) + 2.89061144 * x * y * z * harmonic(9)
               - 0.45704580 * y * (4.0 * zz - xx - yy) * harmonic(10)
               + 0.37317633 * z * (2.0 * zz - 3.0 * xx - 3.0 * yy) * harmonic(11)
               - 0.45704580 * x * (4.0 * zz - xx - yy) * harmonic(12)
               + 1.44530572 * z * (xx - yy) * harmonic(13) - 0.59004359 * x * (xx - 3.0 * yy) * harmonic(14);
      return max(color, 0.0);
    }
    void main() {
      vec4 first = placed(0), second = placed(1);
      vec3 place = first.xyz;
      vec4 clip = view * vec4(place, 1.0);
      // Behind the eye, or so far aside that nothing of it can be seen.
      gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
      if (clip.w <= 0.0 || clip.z < -clip.w || any(greaterThan(abs(clip.xy), vec2(1.5 * clip.w)))) return;
      vec4 q = vec4(first.w, second.xyz);
      mat3 turn = mat3(
        1.0 - 2.0 * (q.y * q.y + q.z * q.z), 2.0 * (q.x * q.y + q.z * q.w), 2.0 * (q.x * q.z - q.y * q.w),
        2.0 * (q.x * q.y - q.z * q.w), 1.0 - 2.0 * (q.x * q.x + q.z * q.z), 2.0 * (q.y * q.z + q.x * q.w),
        2.0 * (q.x * q.z + q.y * q.w), 2.0 * (q.y * q.z - q.x * q.w), 1.0 - 2.0 * (q.x * q.x + q.y * q.y));
      vec3 sizes = exp(byte(1) / 16.0 - 10.0);
      mat3 axes = mat3(turn[0] * sizes.x, turn[1] * sizes.y, turn[2] * sizes.z);
      // How a pixel moves with the place: the derivative of clip.xy / clip.w, in half pictures, times half a picture.
      mat3 rows = transpose(mat3(view));
      vec3 depths = vec3(view[0].w, view[1].w, view[2].w);
      vec3 acrossBy = (rows[0] - depths * clip.x / clip.w) / clip.w * 0.5 * size.x;
      vec3 upBy = (rows[1] - depths * clip.y / clip.w) / clip.w * 0.5 * size.y;
      vec3 across = acrossBy * axes, up = upBy * axes;
      float xx = dot(across, across), xy = dot(across, up), yy = dot(up, up);
      float sharp = xx * yy - xy * xy;
      // Nothing is smaller than a pixel.
      xx += 0.3; yy += 0.3;
      float blurred = xx * yy - xy * xy;
      float opacity = alpha();
      if (antialiased) opacity *= sqrt(max(sharp / blurred, 0.0));
      if (opacity < 1.0 / 255.0) return;
      float middle = 0.5 * (xx + yy), apart = sqrt(max(middle * middle - blurred, 0.0));
      vec2 along = abs(xy) > 1e-6 ? normalize(vec2(xy, middle + apart - xx)) : xx >= yy ? vec2(1.0, 0.0) : vec2(0.0, 1.0);
      // As far as a byte can tell it from nothing, and no further than half a picture.
      float reach = sqrt(2.0 * log(255.0 * opacity));
      vec2 widths = min(sqrt(vec2(middle + apart, max(middle - apart, 0.1))), 0.5 * max(size.x, size.y));
      vec2 pixels = corner.x * reach * widths.x * along + corner.y * reach * widths.y * vec2(-along.y, along.x);
      offset = corner * reach;
      tint = vec4(colorTo(normalize(place - eye)), opacity);
      gl_Position = vec4(clip.xy / clip.w + pixels / size * 2.0, clip.z / clip.w, 1.0);
    }`
  const FRAGMENT = `#version 300 es
    precision highp float;
    in vec2 offset; in vec4 tint;
    out vec4 result;
    void main() {
      float alpha = min(tint.a * exp(-0.5 * dot(offset, offset)), 0.99);
      if (alpha < 1.0 / 255.0) discard;
      result = vec4(tint.rgb * alpha, alpha);
    }`

  return function createDrawing(canvas) {
    const gl = canvas.getContext('webgl2', { antialias: true })
    if (!gl) throw new Error('This browser offers no WebGL 2; the SPZ itself is fine.')
    const program = window.onetakeLink(gl, VERTEX, FRAGMENT, ['corner', 'index'])
    const at = (name) => gl.getUniformLocation(program, name)
    const array = gl.createVertexArray()
    const order = gl.createBuffer()
    gl.bindVertexArray(array)
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
    gl.bufferData(gl.ARRAY_BUFFER, Float32Array.of(-1, -1, 1, -1, -1, 1, 1, 1), gl.STATIC_DRAW)
    gl.enableVertexAttribArray(0)
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0)
    gl.bindBuffer(gl.ARRAY_BUFFER, order)
    gl.enableVertexAttribArray(1)
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_INT, 0, 0)
    gl.vertexAttribDivisor(1, 1)
    gl.bindVertexArray(null)
    let splats = null
    let degree = 0
    let textures = []
    let sort = null
    let drawn = ''

    return { load, draw }

    function load(next) {
      for (const old of textures) gl.deleteTexture(old)
      splats = next
      sort = createSort(next)
      drawn = ''
      const most = gl.getParameter(gl.MAX_TEXTURE_SIZE)
      const rows = Math.ceil(next.count / ROW)
      if (rows > most) throw new Error(`This machine can show ${most * ROW} splats; these are ${next.count}.`)
      degree = next.degree
      textures = [
        texture(gl.RGBA32F, gl.RGBA, gl.FLOAT, PLACE_TEXELS, placesOf(next, rows)),
        texture(gl.RGBA8UI, gl.RGBA_INTEGER, gl.UNSIGNED_BYTE, byteTexels(degree), bytesOf(next, rows)),
      ]
    }

    function texture(inside, format, type, texels, values) {
      const made = gl.createTexture()
      gl.bindTexture(gl.TEXTURE_2D, made)
      for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
        gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST)
      const width = ROW * texels
      gl.texImage2D(gl.TEXTURE_2D, 0, inside, width, values.length / 4 / width, 0, format, type, values)
      return made
    }

    /**
     * Sorting and drawing a million splats takes a while, so a picture that would be the same is left as it is.
     *
     * `view`: from the world to the clip space, column by column; `eye`: where it is seen from.
     */
    function draw(view, eye) {
      const scale = Math.min(devicePixelRatio, 2)
      const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) =>
        Math.max(1, Math.round(side * scale)),
      )
      const wanted = `${width} ${height} ${view.join()}`
      if (wanted === drawn) return
      drawn = wanted
      Object.assign(canvas, { width, height })
      gl.viewport(0, 0, width, height)
      gl.clearColor(0.875, 0.89, 0.91, 1)
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
      gl.bindBuffer(gl.ARRAY_BUFFER, order)
      gl.bufferData(gl.ARRAY_BUFFER, sort(view), gl.DYNAMIC_DRAW)
      gl.useProgram(program)
      gl.uniformMatrix4fv(at('view'), false, view)
      gl.uniform3fv(at('eye'), eye)
      gl.uniform2f(at('size'), width, height)
      gl.uniform1i(at('degree'), degree)
      gl.uniform1i(at('antialiased'), splats.isAntialiased ? 1 : 0)
      for (const [unit, name] of ['places', 'bytes'].entries()) {
        gl.activeTexture(gl.TEXTURE0 + unit)
        gl.bindTexture(gl.TEXTURE_2D, textures[unit])
        gl.uniform1i(at(name), unit)
      }
      gl.disable(gl.DEPTH_TEST)
      gl.disable(gl.CULL_FACE)
      gl.enable(gl.BLEND)
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.bindVertexArray(array)
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, splats.count)
      gl.bindVertexArray(null)
      gl.disable(gl.BLEND)
    }
  }

  function placesOf({ count, positions, rotations }, rows) {
    const values = new Float32Array(rows * ROW * PLACE_TEXELS * 4)
    for (let index = 0; index < count; index++) {
      const to = index * PLACE_TEXELS * 4
      for (let part = 0; part < 3; part++) values[to + part] = positions[index * 3 + part]
      for (let part = 0; part < 4; part++) values[to + 3 + part] = rotations[index * 4 + part]
    }
    return values
  }

  function bytesOf({ count, degree, alphas, colors, scales, harmonics }, rows) {
    const stride = byteTexels(degree) * 4
    const values = new Uint8Array(rows * ROW * stride)
    const perSplat = harmonics.length / count
    for (let index = 0; index < count; index++) {
      const to = index * stride
      for (let part = 0; part < 3; part++) {
        values[to + part] = colors[index * 3 + part]
        values[to + 4 + part] = scales[index * 3 + part]
      }
      values[to + 3] = alphas[index]
      for (let part = 0; part < perSplat; part++)
        values[to + 8 + Math.floor(part / 3) * 4 + (part % 3)] = harmonics[index * perSplat + part]
    }
    return values
  }

  /** Sorts by how far away, farthest first: by counting, with as many heights of a step as 16 bits tell apart. */
  function createSort({ count, positions }) {
    const steps = new Uint16Array(count)
    const depths = new Float32Array(count)
    const sorted = new Uint32Array(count)
    const starts = new Uint32Array(65_537)
    return (view) => {
      let [least, most] = [Infinity, -Infinity]
      for (let index = 0, from = 0; index < count; index++, from += 3) {
        const depth =
          view[3] * positions[from] + view[7] * positions[from + 1] + view[11] * positions[from + 2]
        depths[index] = depth
        if (depth < least) least = depth
        if (depth > most) most = depth
      }
      const scale = 65_535 / Math.max(most - least, 1e-9)
      starts.fill(0)
      for (let index = 0; index < count; index++) {
        const step = (most - depths[index]) * scale
        steps[index] = step
        starts[steps[index] + 1]++
      }
      for (let step = 0; step < 65_536; step++) starts[step + 1] += starts[step]
      for (let index = 0; index < count; index++) sorted[starts[steps[index]]++] = index
      return sorted
    }
  }
})()
