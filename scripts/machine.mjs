/** What this machine has: the tools that some tests need, where they are, and how to get the missing ones. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** @type {readonly { name: string, variable: string, commands: readonly string[], usedFor: string, get: string }[]} */
const TOOLS = [
  {
    name: 'Chromium',
    variable: 'CHROMIUM_PATH',
    commands: [
      'chromium',
      'chromium-browser',
      'google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    usedFor: 'the tests of @onetake/react, @onetake/vue and the studios',
    get: 'apt-get install chromium, or set CHROMIUM_PATH',
  },
  {
    name: 'ffprobe',
    variable: 'FFPROBE_PATH',
    commands: ['ffprobe'],
    usedFor: 'the tests that read MP4 files back',
    get: 'apt-get install ffmpeg, or set FFPROBE_PATH',
  },
  {
    name: 'FFmpeg',
    variable: 'FFMPEG_PATH',
    commands: ['ffmpeg'],
    usedFor: 'the tests of emulated talking heads from every kind of sound',
    get: 'apt-get install ffmpeg, or set FFMPEG_PATH',
  },
  {
    name: "Python with DeepMotion's clients",
    variable: 'DEEPMOTION_PYTHON',
    commands: [join(import.meta.dirname, '../.cache/python/bin/python')],
    usedFor: 'the tests that run the official Python clients',
    get:
      'python3 -m venv .cache/python && .cache/python/bin/pip install -r scripts/python-requirements.txt, ' +
      'or set DEEPMOTION_PYTHON',
  },
  {
    name: 'Blender',
    variable: 'BLENDER_PATH',
    commands: ['blender'],
    usedFor: 'the tests that open exported files in Blender',
    get: 'apt-get install blender python3-numpy, or set BLENDER_PATH',
  },
  {
    name: 'assimp',
    variable: 'ASSIMP_PATH',
    commands: ['assimp'],
    usedFor: 'the tests that read exported FBX files with a third reader',
    get: 'apt-get install assimp-utils, or set ASSIMP_PATH',
  },
  {
    name: 'a C# compiler',
    variable: 'MCS_PATH',
    commands: ['mcs'],
    usedFor: 'the tests that compile the scripts for Unity',
    get: 'apt-get install mono-mcs, or set MCS_PATH',
  },
]

/** The variable of everything that is here, with its path: the environment that tests look into. */
export const toolPaths = Object.fromEntries(
  TOOLS.flatMap((tool) => {
    const path = process.env[tool.variable] ?? firstOf(tool.commands)
    return path ? [[tool.variable, path]] : []
  }),
)

/** The tools that are not here. */
export const missingTools = TOOLS.filter((tool) => !(tool.variable in toolPaths))

/** @param {readonly string[]} commands */
function firstOf(commands) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = commands.flatMap((command) =>
    command.startsWith('/') ? [command] : folders.map((folder) => join(folder, command)),
  )
  return candidates.find(isExecutable)
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
