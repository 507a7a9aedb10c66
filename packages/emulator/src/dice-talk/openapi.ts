import {
  fileOf,
  formOf,
  inPath,
  jsonOf,
  objectOf,
  type OpenApiDocument,
  ref,
  type Schema,
  text,
  textOrNull,
  upload,
  validationReply,
  validationSchemas,
} from '../fastapi/openapi.ts'
import type { DiceTalkModes } from './modes.ts'
import { emotions } from './parameters.ts'

/** What the emulated service answers at `/openapi.json`: its own operations, in the version that it runs. */
export function diceTalkDocument({ version }: Pick<DiceTalkModes, 'version'>): OpenApiDocument {
  const original: Readonly<Record<string, Schema>> = version === '1.1' ? { original_task_id: textOrNull } : {}
  return {
    openapi: '3.1.0',
    info: {
      title: 'DICE-Talk API (emulated)',
      version: '1.0.0',
      description: `A portrait, a recording and an emotion become a film. An emulator; it behaves as version ${version}.`,
    },
    servers: [{ url: './', description: 'This emulator' }],
    paths: {
      '/api/health': {
        get: {
          tags: ['health'],
          summary: 'Is it well?',
          operationId: 'health',
          responses: { 200: jsonOf('Well or not: look at `status`', ref('Health')) },
        },
      },
      '/api/v1/synthesis/start': {
        post: {
          tags: ['synthesis'],
          summary: 'Start a task',
          operationId: 'start_synthesis',
          requestBody: formOf(version === '1.1' ? { ...firstFields, ...laterFields } : firstFields, [
            'image',
            'audio',
            'emotion',
          ]),
          responses: {
            200: jsonOf('The task, or an answer from the cache', ref('Started')),
            400: jsonOf('A file or a number that is not taken', ref('Error')),
            413: jsonOf('A file that is too large, where the modes say so', ref('Error')),
            422: validationReply,
            503: jsonOf('Too many tasks wait, where the modes say so', ref('Error')),
          },
        },
      },
      '/api/v1/synthesis/{task_id}/status': {
        get: {
          tags: ['synthesis'],
          summary: 'How is the task?',
          operationId: 'synthesis_status',
          parameters: [inPath('task_id')],
          responses: {
            200: jsonOf('The task', ref('Status')),
            404: jsonOf('No such task', ref('Error')),
          },
        },
      },
      '/api/v1/synthesis/{task_id}/download': {
        get: {
          tags: ['synthesis'],
          summary: 'Fetch the film',
          operationId: 'download_synthesis',
          parameters: [inPath('task_id')],
          responses: {
            200: fileOf('The film', 'video/mp4'),
            400: jsonOf('Not done, or an id from the cache', ref('Error')),
            404: jsonOf('No such task, or its file is gone', ref('Error')),
          },
        },
      },
    },
    components: {
      schemas: {
        ...validationSchemas,
        Error: objectOf({ error: text, detail: textOrNull }),
        Health: objectOf({
          status: { type: 'string', enum: ['healthy', 'unhealthy'] },
          gpu_available: { type: 'boolean' },
          model_loaded: { type: 'boolean' },
          version: text,
        }),
        Started: objectOf({
          task_id: text,
          status: { type: 'string', enum: ['PENDING', 'COMPLETED'] },
          message: text,
          ...original,
        }),
        Status: objectOf({
          task_id: text,
          status: { type: 'string', enum: ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'] },
          progress: { type: 'number', minimum: 0, maximum: 1 },
          message: text,
          created_at: text,
          updated_at: text,
          ...original,
        }),
      },
    },
  }
}

const number = (
  type: 'number' | 'integer',
  minimum: number,
  maximum: number,
  otherwise?: number,
): Schema => ({
  type,
  minimum,
  maximum,
  ...(otherwise !== undefined && { default: otherwise }),
})

const firstFields: Readonly<Record<string, Schema>> = {
  image: upload('A portrait: JPEG or PNG, at most 10 MiB'),
  audio: upload('Speech: WAV or MP3, at most 50 MiB'),
  emotion: { type: 'string', enum: [...emotions] },
  ref_scale: number('number', 0, 10, 3),
  emo_scale: number('number', 0, 10, 6),
  crop: { type: 'boolean', default: false },
}

const laterFields: Readonly<Record<string, Schema>> = {
  inference_steps: number('integer', 8, 50, 20),
  duration: { ...number('number', 0.1, 300), description: 'Seconds; without it, as long as the audio' },
  fps: { ...number('integer', 8, 60, 24), description: 'Taken, and without effect: films have 25' },
  seed: number('integer', 0, 2_147_483_647),
  dynamic_scale: { ...number('number', 0.1, 3, 1), description: 'Taken, and without effect' },
  min_resolution: number('integer', 128, 2048, 256),
  expand_ratio: number('number', 0.1, 2, 0.5),
}
