/** Reading a BVH: ours against the loader of three.js. */
import { parseBvh } from '@onetake/export'
import { BVHLoader } from 'three/examples/jsm/loaders/BVHLoader.js'
import { compare } from './compare.mjs'

const JOINTS = 52
const FRAMES = 2_000

const text = createBvh()
const bytes = new TextEncoder().encode(text)
compare(`BVH, ${JOINTS} joints x ${FRAMES} frames, ${(bytes.length / 1e6).toFixed(1)} MB`, {
  ours: () => parseBvh(bytes),
  peer: () => new BVHLoader().parse(text),
  peerName: 'three.js',
})

/** A chain of joints that all turn: the same file every time. */
function createBvh() {
  const open = (/** @type {number} */ joint) =>
    `${joint === 0 ? 'ROOT' : 'JOINT'} joint${joint}\n{\nOFFSET 0 10 0\nCHANNELS ` +
    (joint === 0 ? '6 Xposition Yposition Zposition ' : '3 ') +
    'Zrotation Xrotation Yrotation\n'
  const joints = Array.from({ length: JOINTS }, (_, joint) => open(joint))
  const end = `End Site\n{\nOFFSET 0 10 0\n}\n${'}\n'.repeat(JOINTS)}`
  const values = JOINTS * 3 + 3
  const frame = (/** @type {number} */ index) =>
    Array.from({ length: values }, (_, value) => (Math.sin(index * 0.1 + value) * 90).toFixed(6)).join(' ')
  const frames = Array.from({ length: FRAMES }, (_, index) => frame(index))
  return `HIERARCHY\n${joints.join('')}${end}MOTION\nFrames: ${FRAMES}\nFrame Time: 0.033333\n${frames.join('\n')}\n`
}
