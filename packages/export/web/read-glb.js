/**
 * Reads a GLB and poses it: what a page needs to draw a moving figure, and no more. Right-handed, metres, Y up.
 *
 * @see glTF 2.0, sections 3.6 (accessors), 3.7.3 (skins), 3.11 (animations) and 4.4 (GLB)
 */
window.onetakeReadGlb = (() => {
  const ARRAYS = {
    5120: Int8Array,
    5121: Uint8Array,
    5122: Int16Array,
    5123: Uint16Array,
    5125: Uint32Array,
    5126: Float32Array,
  }
  const WIDTHS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }
  /** They change how a surface looks, and can be done without. */
  const HARMLESS = /^KHR_(materials_\w+|texture_transform|mesh_quantization|lights_punctual)$/

  return function readGlb(buffer) {
    const view = new DataView(buffer)
    if (view.byteLength < 20 || view.getUint32(0, true) !== 0x46546c67) throw new Error('The file is no GLB.')
    const jsonBytes = view.getUint32(12, true)
    const json = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 20, jsonBytes)))
    const needed = (json.extensionsRequired ?? []).find((name) => !HARMLESS.test(name))
    if (needed) throw new Error(`This page cannot show ${needed}. The GLB itself is fine; open it elsewhere.`)
    const binary = 20 + jsonBytes + 8

    const nodes = (json.nodes ?? []).map(toNode)
    for (const [index, { children = [] }] of (json.nodes ?? []).entries())
      for (const child of children) nodes[child].parent = index
    const order = nodes.map((_, index) => index).toSorted((a, b) => depthOf(a) - depthOf(b))
    const skins = (json.skins ?? []).map(({ joints, inverseBindMatrices }) => ({
      joints,
      inverse: inverseBindMatrices === undefined ? null : floatsOf(inverseBindMatrices),
      matrices: new Float32Array(joints.length * 16),
    }))
    const clips = (json.animations ?? []).map(toClip)

    return { json, nodes, skins, clips, accessor, floatsOf, imageOf, pose, extent }

    function depthOf(index) {
      let depth = 0
      for (let at = nodes[index].parent; at !== null && depth <= nodes.length; at = nodes[at].parent) depth++
      return depth
    }

    /** Values of one accessor, side by side, in their own type. */
    function accessor(index) {
      const { bufferView, byteOffset = 0, componentType, count, type, sparse } = json.accessors[index]
      if (sparse) throw new Error('This page cannot show sparse accessors. The GLB itself is fine.')
      const Type = ARRAYS[componentType]
      const width = WIDTHS[type]
      if (bufferView === undefined) return new Type(count * width)
      const { byteOffset: start = 0, byteStride } = json.bufferViews[bufferView]
      const size = Type.BYTES_PER_ELEMENT
      const stride = byteStride ?? width * size
      const values = new Type(count * width)
      const source = new Uint8Array(buffer, binary + start + byteOffset)
      const target = new Uint8Array(values.buffer)
      if (stride === width * size) target.set(source.subarray(0, target.length))
      else
        for (let row = 0; row < count; row++)
          target.set(source.subarray(row * stride, row * stride + width * size), row * width * size)
      return values
    }

    /** The same as numbers, whole ones as fractions where the file says so. */
    function floatsOf(index) {
      const values = accessor(index)
      if (values instanceof Float32Array) return values
      if (!json.accessors[index].normalized) return Float32Array.from(values)
      const most =
        2 ** (8 * values.BYTES_PER_ELEMENT - (values.constructor.name.startsWith('Int') ? 1 : 0)) - 1
      return Float32Array.from(values, (value) => Math.max(value / most, -1))
    }

    /** The bytes of an image inside the file; null for one that is elsewhere. */
    function imageOf(texture) {
      const { bufferView, mimeType } = json.images?.[json.textures?.[texture]?.source] ?? {}
      if (bufferView === undefined) return null
      const { byteOffset = 0, byteLength } = json.bufferViews[bufferView]
      return new Blob([new Uint8Array(buffer, binary + byteOffset, byteLength)], { type: mimeType })
    }

    function toClip({ name, channels, samplers }) {
      const tracks = channels.flatMap(({ target, sampler }) => {
        if (target.node === undefined || target.path === 'weights') return []
        const { input, output, interpolation = 'LINEAR' } = samplers[sampler]
        return [{ ...target, times: floatsOf(input), values: floatsOf(output), interpolation }]
      })
      return { name, tracks, seconds: Math.max(0, ...tracks.map(({ times }) => times.at(-1) ?? 0)) }
    }

    /** The box around everything as it is posed now, by a sample of its points; null for a model without any. */
    function extent() {
      const least = [Infinity, Infinity, Infinity]
      const most = [-Infinity, -Infinity, -Infinity]
      const add = (matrix, [x, y, z]) => {
        for (let axis = 0; axis < 3; axis++) {
          const at = matrix[axis] * x + matrix[axis + 4] * y + matrix[axis + 8] * z + matrix[axis + 12]
          least[axis] = Math.min(least[axis], at)
          most[axis] = Math.max(most[axis], at)
        }
      }
      for (const { mesh, skin, world } of nodes)
        for (const { attributes } of json.meshes?.[mesh]?.primitives ?? []) {
          const points = floatsOf(attributes.POSITION)
          const joints =
            skin === undefined || attributes.JOINTS_0 === undefined ? null : accessor(attributes.JOINTS_0)
          const step = Math.max(1, Math.floor(points.length / 3 / 2000))
          for (let point = 0; point < points.length / 3; point += step) {
            // The first joint is the heaviest as files are usually written, and near enough for a box.
            const from = joints === null ? 0 : joints[point * 4] * 16
            const matrix = joints === null ? world : skins[skin].matrices.subarray(from, from + 16)
            add(matrix, points.subarray(point * 3, point * 3 + 3))
          }
        }
      for (const { joints } of skins) for (const joint of joints) add(nodes[joint].world, [0, 0, 0])
      return least[0] <= most[0] ? { least, most } : null
    }

    /** Puts every node where it is at `seconds` of a clip. */
    function pose(clip, seconds) {
      for (const node of nodes) node.now = { ...node.rest }
      for (const track of clip?.tracks ?? []) nodes[track.node].now[track.path] = sample(track, seconds)
      for (const index of order) {
        const { now, matrix, parent } = nodes[index]
        const local = matrix ?? compose(now.translation, now.rotation, now.scale)
        nodes[index].world = parent === null ? local : multiply(nodes[parent].world, local)
      }
      for (const { joints, inverse, matrices } of skins)
        for (const [at, joint] of joints.entries()) {
          const bind = inverse?.subarray(at * 16, at * 16 + 16)
          matrices.set(bind ? multiply(nodes[joint].world, bind) : nodes[joint].world, at * 16)
        }
    }
  }

  function toNode({
    mesh,
    skin,
    matrix,
    translation = [0, 0, 0],
    rotation = [0, 0, 0, 1],
    scale = [1, 1, 1],
  }) {
    return { mesh, skin, matrix, parent: null, rest: { translation, rotation, scale }, now: {}, world: null }
  }

  function sample({ times, values, path, interpolation }, seconds) {
    const width = path === 'rotation' ? 4 : 3
    let after = times.findIndex((time) => time > seconds)
    if (after < 0) after = times.length
    const isCubic = interpolation === 'CUBICSPLINE'
    const key = (index, part) => {
      const at = isCubic ? (index * 3 + part) * width : index * width
      return values.subarray(at, at + width)
    }
    if (after === 0) return key(0, 1)
    if (after === times.length || interpolation === 'STEP') return key(after - 1, 1)
    const span = times[after] - times[after - 1]
    const share = (seconds - times[after - 1]) / span
    const [from, to] = [key(after - 1, 1), key(after, 1)]
    const mixed = isCubic
      ? hermite(from, key(after - 1, 2), to, key(after, 0), share, span)
      : mix(from, to, share, width === 4)
    return width === 4 ? normalise(mixed) : mixed
  }

  function mix(from, to, share, isRotation) {
    // q and -q are one rotation; the short way round.
    const sign = isRotation && from.reduce((sum, value, part) => sum + value * to[part], 0) < 0 ? -1 : 1
    return Array.from(from, (value, part) => value + (to[part] * sign - value) * share)
  }

  function hermite(from, leaving, to, arriving, t, span) {
    const [a, b] = [2 * t ** 3 - 3 * t ** 2 + 1, t ** 3 - 2 * t ** 2 + t]
    return Array.from(
      from,
      (value, part) =>
        a * value + b * span * leaving[part] + (1 - a) * to[part] + (t ** 3 - t ** 2) * span * arriving[part],
    )
  }

  function normalise(values) {
    const length = Math.hypot(...values) || 1
    return values.map((value) => value / length)
  }

  function compose([tx, ty, tz], [x, y, z, w], [sx, sy, sz]) {
    return Float32Array.of(
      (1 - 2 * (y * y + z * z)) * sx,
      2 * (x * y + z * w) * sx,
      2 * (x * z - y * w) * sx,
      0,
      2 * (x * y - z * w) * sy,
      (1 - 2 * (x * x + z * z)) * sy,
      2 * (y * z + x * w) * sy,
      0,
      2 * (x * z + y * w) * sz,
      2 * (y * z - x * w) * sz,
      (1 - 2 * (x * x + y * y)) * sz,
      0,
      tx,
      ty,
      tz,
      1,
    )
  }

  function multiply(a, b) {
    const product = new Float32Array(16)
    for (let column = 0; column < 4; column++)
      for (let row = 0; row < 4; row++)
        for (let part = 0; part < 4; part++)
          product[column * 4 + row] += a[part * 4 + row] * b[column * 4 + part]
    return product
  }
})()
