/**
 * Two shaders as one program; attributes have the slots of their places in `names`. Throws in words for a person where the
 * graphics of the machine refuse.
 */
window.onetakeLink = (gl, vertex, fragment, names) => {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ]) {
    const shader = gl.createShader(type)
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  for (const [slot, name] of names.entries()) gl.bindAttribLocation(program, slot, name)
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(`The graphics of this machine refuse the page: ${gl.getProgramInfoLog(program)}`)
  return program
}
