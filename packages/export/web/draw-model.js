/** Draws a model that was read by read-glb.js, with WebGL 2: skinned meshes, base colours, a floor; bones where there is no mesh. */
window.onetakeDrawModel = (() => {
  const VERTEX = `#version 300 es
    precision highp float;
    in vec3 position; in vec3 normal; in vec2 uv; in vec4 color; in uvec4 joints; in vec4 weights;
    uniform mat4 view; uniform mat4 world; uniform bool skinned; uniform highp sampler2D bones;
    out vec3 place; out vec3 facing; out vec2 spot; out vec4 tint;
    mat4 bone(uint index) {
      int at = int(index) * 4;
      return mat4(texelFetch(bones, ivec2(at, 0), 0), texelFetch(bones, ivec2(at + 1, 0), 0),
                  texelFetch(bones, ivec2(at + 2, 0), 0), texelFetch(bones, ivec2(at + 3, 0), 0));
    }
    void main() {
      mat4 model = world;
      if (skinned) model = bone(joints.x) * weights.x + bone(joints.y) * weights.y
                         + bone(joints.z) * weights.z + bone(joints.w) * weights.w;
      vec4 at = model * vec4(position, 1.0);
      place = at.xyz; facing = mat3(model) * normal; spot = uv; tint = color;
      gl_Position = view * at;
    }`
  const FRAGMENT = `#version 300 es
    precision highp float;
    in vec3 place; in vec3 facing; in vec2 spot; in vec4 tint;
    uniform vec4 base; uniform sampler2D image; uniform bool textured; uniform bool lit; uniform float cutoff;
    out vec4 result;
    void main() {
      vec4 color = base * tint;
      if (textured) { vec4 texel = texture(image, spot); color *= vec4(pow(texel.rgb, vec3(2.2)), texel.a); }
      if (color.a < cutoff) discard;
      if (lit) {
        vec3 n = dot(facing, facing) > 0.0 ? normalize(facing) : normalize(cross(dFdx(place), dFdy(place)));
        if (!gl_FrontFacing) n = -n;
        float sun = max(dot(n, normalize(vec3(0.4, 0.8, 0.6))), 0.0);
        color.rgb *= mix(vec3(0.32, 0.31, 0.3), vec3(0.5, 0.53, 0.58), n.y * 0.5 + 0.5) + sun * 0.75;
      }
      result = vec4(pow(color.rgb, vec3(1.0 / 2.2)), color.a);
    }`
  const NAMES = ['position', 'normal', 'uv', 'color', 'joints', 'weights']

  return function createDrawing(canvas) {
    const gl = canvas.getContext('webgl2', { antialias: true })
    if (!gl) throw new Error('This browser offers no WebGL 2; the GLB itself is fine.')
    const program = window.onetakeLink(gl, VERTEX, FRAGMENT, NAMES)
    const at = (name) => gl.getUniformLocation(program, name)
    const lines = gl.createBuffer()
    const floor = gridOf()
    let parts = []
    let model = null

    return { load, draw }

    async function load(next) {
      parts = []
      model = next
      const { json, nodes } = model
      const bones = model.skins.map(() => gl.createTexture())
      for (const [index, node] of nodes.entries()) {
        for (const primitive of json.meshes?.[node.mesh]?.primitives ?? []) {
          if ((primitive.mode ?? 4) !== 4) continue
          const material = json.materials?.[primitive.material] ?? {}
          parts.push({
            node: index,
            skin: node.skin === undefined ? null : { ...model.skins[node.skin], texture: bones[node.skin] },
            ...meshOf(primitive),
            base: material.pbrMetallicRoughness?.baseColorFactor ?? [1, 1, 1, 1],
            image: await textureOf(material.pbrMetallicRoughness?.baseColorTexture),
            isBlended: material.alphaMode === 'BLEND',
            cutoff: material.alphaMode === 'MASK' ? (material.alphaCutoff ?? 0.5) : 0,
            isTwoSided: material.doubleSided === true,
            isLit: !material.extensions?.KHR_materials_unlit,
          })
        }
      }
      parts.sort((a, b) => Number(a.isBlended) - Number(b.isBlended))
    }

    function meshOf({ attributes, indices }) {
      const array = gl.createVertexArray()
      gl.bindVertexArray(array)
      const sources = {
        position: attributes.POSITION,
        normal: attributes.NORMAL,
        uv: attributes.TEXCOORD_0,
        color: attributes.COLOR_0,
        joints: attributes.JOINTS_0,
        weights: attributes.WEIGHTS_0,
      }
      for (const [slot, name] of NAMES.entries()) {
        if (sources[name] === undefined) continue
        const values =
          name === 'joints' ? Uint16Array.from(model.accessor(sources[name])) : model.floatsOf(sources[name])
        const width = values.length / model.json.accessors[sources[name]].count
        gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
        gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW)
        gl.enableVertexAttribArray(slot)
        if (name === 'joints') gl.vertexAttribIPointer(slot, width, gl.UNSIGNED_SHORT, 0, 0)
        else gl.vertexAttribPointer(slot, width, gl.FLOAT, false, 0, 0)
      }
      const count = model.json.accessors[indices ?? attributes.POSITION].count
      if (indices === undefined) return { array, count, isIndexed: false }
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer())
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, Uint32Array.from(model.accessor(indices)), gl.STATIC_DRAW)
      return { array, count, isIndexed: true }
    }

    async function textureOf(reference) {
      const blob = reference ? model.imageOf(reference.index) : null
      if (!blob) return null
      const image = await createImageBitmap(blob)
      const texture = gl.createTexture()
      gl.bindTexture(gl.TEXTURE_2D, texture)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image)
      gl.generateMipmap(gl.TEXTURE_2D)
      return texture
    }

    /** `view`: from the world to the clip space, column by column. */
    function draw(view) {
      const scale = Math.min(devicePixelRatio, 2)
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * scale))
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * scale))
      gl.viewport(0, 0, canvas.width, canvas.height)
      gl.clearColor(0.875, 0.89, 0.91, 1)
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
      gl.enable(gl.DEPTH_TEST)
      gl.useProgram(program)
      gl.uniformMatrix4fv(at('view'), false, view)
      gl.uniform1i(at('image'), 0)
      gl.uniform1i(at('bones'), 1)
      drawLines(floor, [0.42, 0.45, 0.5, 1])
      for (const part of parts) drawPart(part)
      gl.disable(gl.BLEND)
      gl.disable(gl.CULL_FACE)
      if (parts.length > 0) return
      gl.disable(gl.DEPTH_TEST)
      drawLines(bonesOf(), [0.1, 0.25, 0.5, 1])
    }

    function drawPart({
      node,
      skin,
      array,
      count,
      isIndexed,
      base,
      image,
      isBlended,
      cutoff,
      isTwoSided,
      isLit,
    }) {
      gl.bindVertexArray(array)
      standIn()
      gl.uniformMatrix4fv(at('world'), false, model.nodes[node].world)
      gl.uniform1i(at('skinned'), skin ? 1 : 0)
      gl.activeTexture(gl.TEXTURE1)
      gl.bindTexture(gl.TEXTURE_2D, skin?.texture ?? null)
      if (skin) {
        const { matrices } = skin
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, matrices.length / 4, 1, 0, gl.RGBA, gl.FLOAT, matrices)
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
      }
      gl.activeTexture(gl.TEXTURE0)
      gl.bindTexture(gl.TEXTURE_2D, image)
      gl.uniform1i(at('textured'), image ? 1 : 0)
      gl.uniform1i(at('lit'), isLit ? 1 : 0)
      gl.uniform1f(at('cutoff'), cutoff)
      gl.uniform4fv(at('base'), base)
      gl[isTwoSided ? 'disable' : 'enable'](gl.CULL_FACE)
      gl[isBlended ? 'enable' : 'disable'](gl.BLEND)
      gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA)
      if (isIndexed) gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0)
      else gl.drawArrays(gl.TRIANGLES, 0, count)
    }

    /** For what a mesh does not have: white, and joints that are whole numbers as the shader wants them. */
    function standIn() {
      gl.vertexAttrib4f(NAMES.indexOf('color'), 1, 1, 1, 1)
      gl.vertexAttribI4ui(NAMES.indexOf('joints'), 0, 0, 0, 0)
    }

    function drawLines(points, color) {
      gl.bindVertexArray(null)
      for (const slot of NAMES.keys()) gl.disableVertexAttribArray(slot)
      gl.bindBuffer(gl.ARRAY_BUFFER, lines)
      gl.bufferData(gl.ARRAY_BUFFER, points, gl.DYNAMIC_DRAW)
      gl.enableVertexAttribArray(0)
      gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0)
      standIn()
      gl.uniformMatrix4fv(at('world'), false, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
      for (const name of ['skinned', 'textured', 'lit']) gl.uniform1i(at(name), 0)
      gl.uniform1f(at('cutoff'), 0)
      gl.uniform4fv(at('base'), color)
      gl.drawArrays(gl.LINES, 0, points.length / 3)
    }

    function bonesOf() {
      const isJoint = new Set(model?.skins.flatMap(({ joints }) => joints))
      return Float32Array.from(
        (model?.nodes ?? []).flatMap(({ parent, world }, index) =>
          isJoint.has(index) && isJoint.has(parent)
            ? [...model.nodes[parent].world.subarray(12, 15), ...world.subarray(12, 15)]
            : [],
        ),
      )
    }
  }

  /** Ten metres each way, a line every half metre; in short pieces, because some drivers drop what begins behind the camera. */
  function gridOf() {
    const points = []
    for (let line = -20; line <= 20; line++)
      for (let step = -20; step < 20; step++)
        points.push(line, 0, step, line, 0, step + 1, step, 0, line, step + 1, 0, line)
    return Float32Array.from(points, (half) => half / 2)
  }
})()
