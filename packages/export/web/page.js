/** The page: which motion, where in time, seen from where. */
;(() => {
  const find = (selector) => document.querySelector(selector)
  const [canvas, choice, button, slider, time] = ['canvas', 'select', 'button', 'input', 'output'].map(find)
  const camera = { turn: 0.5, tilt: 0.15, distance: 5, target: [0, 0.9, 0], start: [0, 0] }
  /** Radians, from the lower edge to the upper. */
  const FIELD_OF_VIEW = 0.7
  let model = null
  let drawing = null
  let seconds = 0
  let isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches
  let before = null

  // Called by the script that holds a GLB: a page from disk may run one, where it may not read a file.
  window.onetakeShow = (path, base64) =>
    show(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer).catch(tell)

  try {
    drawing = window.onetakeDrawModel(canvas)
    for (const { name, path } of window.onetakeModels ?? []) choice.add(new Option(name, path))
    choice.hidden = choice.length < 2
    if (choice.length > 0) fetchModel()
    else tell(new Error('models.js is missing or names no motion; keep the files of the bundle together.'))
  } catch (error) {
    tell(error)
  }
  choice.addEventListener('change', fetchModel)
  button.addEventListener('click', () => play(!isPlaying))
  slider.addEventListener('input', () => {
    play(false)
    seconds = Number(slider.value)
  })
  canvas.addEventListener('pointerdown', (event) => canvas.setPointerCapture(event.pointerId))
  canvas.addEventListener('pointermove', (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return
    turn(-event.movementX / 200, event.movementY / 200)
  })
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      approach(event.deltaY / 500)
    },
    { passive: false },
  )
  canvas.addEventListener('keydown', ({ key }) => {
    const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }
    if (steps[key]) turn(...steps[key])
    else if (key === '+' || key === '-') approach(key === '+' ? -0.1 : 0.1)
    else if (key === ' ') play(!isPlaying)
  })
  play(isPlaying)
  requestAnimationFrame(frame)

  function fetchModel() {
    const script = document.createElement('script')
    script.src = `${choice.value}.js`
    script.addEventListener('error', () =>
      tell(new Error(`${script.src} is missing; keep the files together.`)),
    )
    script.addEventListener('load', () => script.remove())
    document.head.append(script)
  }

  async function show(buffer) {
    const next = window.onetakeReadGlb(buffer)
    next.pose(next.clips[0], 0)
    await drawing.load(next)
    model = next
    seconds = 0
    slider.max = String(next.clips[0]?.seconds || 1)
    document.title = choice.selectedOptions[0]?.text ?? 'Motion'
    frameUp()
    find('#problem').hidden = true
    document.body.dataset.shown = choice.value
  }

  /** Far enough away for all of it, at any time of the clip and whichever way it turns. */
  function frameUp() {
    const [clip] = model.clips
    camera.start = rootPlace()
    const boxes = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((share) => {
      model.pose(clip, share * (clip?.seconds ?? 0))
      const [x, z] = rootPlace()
      const offset = [x - camera.start[0], 0, z - camera.start[1]]
      const box = model.extent()
      return box ? [box.least, box.most].map((corner) => corner.map((at, axis) => at - offset[axis])) : []
    })
    const corners =
      boxes.length > 0
        ? boxes
        : [
            [-1, 0, -1],
            [1, 1.8, 1],
          ]
    const least = [0, 1, 2].map((axis) => Math.min(...corners.map((corner) => corner[axis])))
    const most = [0, 1, 2].map((axis) => Math.max(...corners.map((corner) => corner[axis])))
    const radius = Math.hypot(...least.map((from, axis) => most[axis] - from)) / 2
    const narrow = Math.min(1, canvas.clientWidth / Math.max(canvas.clientHeight, 1))
    camera.target = least.map((from, axis) => (from + most[axis]) / 2)
    camera.distance = Math.max(radius, 0.05) / Math.sin(FIELD_OF_VIEW / 2) / narrow
  }

  /** Where the first joint stands on the floor. */
  function rootPlace() {
    const root = model.nodes[model.skins[0]?.joints[0]]?.world
    return root ? [root[12], root[14]] : [0, 0]
  }

  function frame(now) {
    const passed = before === null ? 0 : (now - before) / 1000
    before = now
    if (model) {
      const [clip] = model.clips
      if (isPlaying && clip?.seconds > 0) seconds = (seconds + passed) % clip.seconds
      model.pose(clip, seconds)
      drawing.draw(viewOf())
      if (isPlaying) slider.value = String(seconds)
      time.value = `${seconds.toFixed(2)} of ${(clip?.seconds ?? 0).toFixed(2)} s`
    }
    requestAnimationFrame(frame)
  }

  /** The camera goes with the first joint, so that who walks away stays in sight. */
  function viewOf() {
    const { turn: yaw, tilt, distance, target, start } = camera
    const [x, z] = rootPlace()
    const looked = [target[0] + x - start[0], target[1], target[2] + z - start[1]]
    const back = [Math.sin(yaw) * Math.cos(tilt), Math.sin(tilt), Math.cos(yaw) * Math.cos(tilt)]
    const right = [Math.cos(yaw), 0, -Math.sin(yaw)]
    const up = [
      back[1] * right[2] - back[2] * right[1],
      back[2] * right[0] - back[0] * right[2],
      back[0] * right[1] - back[1] * right[0],
    ]
    const eye = back.map((part, axis) => part * distance + looked[axis])
    const along = (axis) => -axis.reduce((sum, part, index) => sum + part * eye[index], 0)
    const [near, far] = [distance / 100, distance * 100]
    const zoom = 1 / Math.tan(FIELD_OF_VIEW / 2)
    const wide = zoom / (canvas.clientWidth / Math.max(canvas.clientHeight, 1))
    const [depth, shift] = [(far + near) / (near - far), (2 * far * near) / (near - far)]
    const column = (r, u, b, w) => [wide * r, zoom * u, depth * b + shift * w, -b]
    return Float32Array.from([
      ...[0, 1, 2].flatMap((axis) => column(right[axis], up[axis], back[axis], 0)),
      ...column(along(right), along(up), along(back), 1),
    ])
  }

  function turn(yaw, tilt) {
    camera.turn += yaw
    camera.tilt = Math.min(Math.max(camera.tilt + tilt, -0.2), 1.5)
  }

  function approach(by) {
    camera.distance = Math.min(Math.max(camera.distance * Math.exp(by), 0.01), 1e4)
  }

  function play(wanted) {
    isPlaying = wanted
    button.textContent = wanted ? 'Pause' : 'Play'
    button.setAttribute('aria-pressed', String(wanted))
  }

  function tell(error) {
    const problem = find('#problem')
    problem.textContent = error.message
    problem.hidden = false
  }
})()
