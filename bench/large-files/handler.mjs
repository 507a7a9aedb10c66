/** Our server on `node:http`. */
import { createServer } from 'node:http'
import { createEngine, createHandler, toNodeListener } from '@onetake/server'
import { answer } from './answer.mjs'
import { engineOptions, owner } from './engine.mjs'
import { listen } from './listen.mjs'

const handle = createHandler(createEngine(engineOptions), { owner })
answer(await listen(createServer(toNodeListener(handle))))
