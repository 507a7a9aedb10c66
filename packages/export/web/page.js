/** The page: what is shown, where in time, seen from where. */
;(() => {
  const find = (selector) => document.querySelector(selector)
  const [canvas, film, choice, button, slider, time] = [
    'canvas',
    'video',
    'select',
    'button',
    'input',
    'output',
  ].map(find)
  const list = window.onetakeModels ?? []
  const camera = { turn: 0.5, tilt: 0.15, distance: 5, framed: 5, target: [0, 0.9, 0], start: [0, 0] }
  /** Radians, from the lower edge to the upper. */
  const FIELD_OF_VIEW = 0.7
  const pointers = new Map()
  /** Of the kind that is needed, made when it is. */
  const drawings = {}
  /** Ends when something else is shown. */
  let filming = new AbortController()
  let scene = null
  let seconds = 0
  let isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches
  let before = null

  // Called by the script that holds a GLB or an SPZ: a page from disk may run one, where it may not read a file.
  window.onetakeShow = (path, base64) => {
    // Somebody may have chosen another one while it came.
    if (path !== choice.value) return
    const { buffer } = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    show(path, path.endsWith('.spz') ? splatScene(buffer) : modelScene(buffer)).catch(tell)
  }

  for (const { name, path } of list) choice.add(new Option(name, path))
  choice.hidden = choice.length < 2
  if (choice.length > 0) fetchChosen()
  else
    tell(new Error('models.js is missing or names nothing to show; keep the files of the bundle together.'))
  choice.addEventListener('change', fetchChosen)
  button.addEventListener('click', () => play(!isPlaying))
  slider.addEventListener('input', () => {
    play(false)
    seconds = Number(slider.value)
  })
  canvas.addEventListener('pointerdown', ({ pointerId, clientX, clientY }) => {
    canvas.setPointerCapture(pointerId)
    pointers.set(pointerId, [clientX, clientY])
  })
  canvas.addEventListener('pointermove', ({ pointerId, clientX, clientY }) => {
    const from = pointers.get(pointerId)
    if (!from) return
    const spread = spreadOf()
    pointers.set(pointerId, [clientX, clientY])
    if (pointers.size === 1) turn((from[0] - clientX) / 200, (clientY - from[1]) / 200)
    else if (spread > 0 && spreadOf() > 0) approach(Math.log(spread / spreadOf()))
  })
  for (const end of ['pointerup', 'pointercancel'])
    canvas.addEventListener(end, ({ pointerId }) => pointers.delete(pointerId))
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

  function fetchChosen() {
    const chosen = list.find(({ path }) => path === choice.value)
    const isFilm = /\.(mp4|mov)$/.test(chosen.path)
    scene = null
    canvas.hidden = isFilm
    film.hidden = !isFilm
    for (const control of [button, slider, time]) control.hidden = isFilm
    filming.abort()
    film.removeAttribute('src')
    film.load()
    document.title = chosen.name
    if (isFilm) return showFilm(chosen)
    const script = document.createElement('script')
    script.src = `${chosen.path}.js`
    script.addEventListener('error', () =>
      tell(new Error(`${script.src} is missing; keep the files together.`)),
    )
    script.addEventListener('load', () => script.remove())
    document.head.append(script)
  }

  /** A video shows its poster, or the frame that would make one, and begins at its beginning all the same. */
  function showFilm({ path, poster, posterSeconds = 0 }) {
    film.poster = poster ?? ''
    film.preload = poster ? 'metadata' : 'auto'
    filming = new AbortController()
    const { signal } = filming
    film.addEventListener(
      'error',
      () =>
        tell(
          new Error(`${path} is missing, or this browser does not play its format. Keep the files together.`),
        ),
      { signal },
    )
    film.addEventListener(
      'loadeddata',
      () => {
        find('#problem').hidden = true
        document.body.dataset.shown = path
      },
      { signal },
    )
    if (!poster && posterSeconds > 0) {
      film.addEventListener('loadedmetadata', () => (film.currentTime = posterSeconds), { signal })
      film.addEventListener('play', () => (film.currentTime = 0), { signal, once: true })
    }
    film.src = path
  }

  async function show(path, making) {
    const next = await making
    if (path !== choice.value) return
    scene = next
    seconds = 0
    slider.max = String(next.seconds || 1)
    for (const control of [button, slider, time]) control.hidden = next.seconds === 0
    frameUp()
    find('#problem').hidden = true
    document.body.dataset.shown = path
  }

  async function modelScene(buffer) {
    const model = window.onetakeReadGlb(buffer)
    const [clip] = model.clips
    model.pose(clip, 0)
    const drawing = (drawings.model ??= window.onetakeDrawModel(canvas))
    await drawing.load(model)
    return {
      seconds: clip?.seconds ?? 0,
      lowestTilt: -0.2,
      pose: (at) => model.pose(clip, at),
      extent: model.extent,
      draw: drawing.draw,
      /** Where the first joint stands on the floor. */
      root() {
        const root = model.nodes[model.skins[0]?.joints[0]]?.world
        return root ? [root[12], root[14]] : [0, 0]
      },
    }
  }

  async function splatScene(buffer) {
    const splats = await window.onetakeReadSpz(buffer)
    const drawing = (drawings.splats ??= window.onetakeDrawSplats(canvas))
    drawing.load(splats)
    return {
      seconds: 0,
      lowestTilt: -1.5,
      pose() {},
      extent: () => window.onetakeReadSpz.extentOf(splats),
      draw: drawing.draw,
      root: () => [0, 0],
    }
  }

  /** Far enough away for all of it, at any time of the clip and whichever way it turns. */
  function frameUp() {
    camera.start = scene.root()
    const boxes = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((share) => {
      scene.pose(share * scene.seconds)
      const [x, z] = scene.root()
      const offset = [x - camera.start[0], 0, z - camera.start[1]]
      const box = scene.extent()
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
    camera.framed = camera.distance = (radius || 1) / Math.sin(FIELD_OF_VIEW / 2) / narrow
    turn(0, 0)
  }

  function frame(now) {
    const passed = before === null ? 0 : (now - before) / 1000
    before = now
    if (scene) {
      if (isPlaying && scene.seconds > 0) seconds = (seconds + passed) % scene.seconds
      scene.pose(seconds)
      scene.draw(...viewOf())
      if (isPlaying) slider.value = String(seconds)
      time.value = `${seconds.toFixed(2)} of ${scene.seconds.toFixed(2)} s`
    }
    requestAnimationFrame(frame)
  }

  /** The matrix and where the eye is. The camera goes with the first joint, so that who walks away stays in sight. */
  function viewOf() {
    const { turn: yaw, tilt, distance, target, start } = camera
    const [x, z] = scene.root()
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
    const view = Float32Array.from([
      ...[0, 1, 2].flatMap((axis) => column(right[axis], up[axis], back[axis], 0)),
      ...column(along(right), along(up), along(back), 1),
    ])
    return [view, eye]
  }

  function turn(yaw, tilt) {
    camera.turn += yaw
    camera.tilt = Math.min(Math.max(camera.tilt + tilt, scene?.lowestTilt ?? -0.2), 1.5)
  }

  /** Of two fingers, in pixels. */
  function spreadOf() {
    const [[x, y] = [0, 0], [otherX, otherY] = [x, y]] = pointers.values()
    return Math.hypot(x - otherX, y - otherY)
  }

  function approach(by) {
    camera.distance = Math.min(
      Math.max(camera.distance * Math.exp(by), camera.framed / 200),
      camera.framed * 50,
    )
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
