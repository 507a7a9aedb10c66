import {
  fileOf,
  formOf,
  inPath,
  jsonOf,
  objectOf,
  type OpenApiDocument,
  type Operation,
  ref,
  type Schema,
  text,
  textOrNull,
  upload,
  validationReply,
  validationSchemas,
} from '../fastapi/openapi.ts'

/** What the emulated service answers at `/openapi.json`: its own operations. */
export const halloDocument: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Emo Hallo backend (emulated)',
    version: '1.0.0',
    description: 'A portrait and a recording become a film, one task at a time. An emulator.',
  },
  servers: [{ url: './', description: 'This emulator' }],
  paths: {
    '/': {
      get: read(
        'service',
        'root',
        'Which service is this?',
        objectOf({ service: text, version: text, status: text }),
      ),
    },
    '/health': { get: read('service', 'health', 'Is it there?', { type: 'object' }) },
    '/api/v1/health': { get: read('service', 'health_v1', 'How is it?', { type: 'object' }) },
    '/api/v1/models': { get: read('models', 'list_models', 'Which models are there?', { type: 'object' }) },
    '/api/v1/models/{name}': {
      get: {
        ...read('models', 'get_model', 'One model', { type: 'object' }),
        parameters: [inPath('name')],
      },
    },
    '/api/v1/inference/hallo2': {
      post: {
        tags: ['inference'],
        summary: 'Start a task',
        operationId: 'create_hallo2',
        requestBody: formOf(
          {
            image_file: upload('A portrait whose name ends in .jpg, .jpeg or .png'),
            audio_file: upload('Speech whose name ends in .wav, .mp3, .ogg or .m4a'),
            use_cache: { type: 'boolean', default: true, description: 'Taken, and without effect' },
          },
          ['image_file', 'audio_file'],
        ),
        responses: {
          200: jsonOf('The task', objectOf({ task_id: text, status: text, message: text })),
          400: jsonOf('A file that is not taken', ref('Error')),
          422: validationReply,
          500: jsonOf('The service failed', ref('Error')),
        },
      },
    },
    '/api/v1/inference/hallo2/config': {
      post: {
        tags: ['inference'],
        summary: 'Configure the whole service',
        operationId: 'configure_hallo2',
        requestBody: { required: true, ...jsonOf('Any of these; others are dropped', ref('Config')) },
        responses: {
          200: jsonOf('Done', objectOf({ status: text, message: text })),
          422: validationReply,
        },
      },
    },
    '/api/v1/tasks': {
      get: read(
        'tasks',
        'list_tasks',
        'All tasks, by id',
        objectOf({
          tasks: { type: 'object', additionalProperties: ref('Task') },
          count: { type: 'integer' },
        }),
      ),
    },
    '/api/v1/tasks/{task_id}': {
      get: {
        ...read('tasks', 'get_task', 'How is the task?', ref('Task')),
        parameters: [inPath('task_id')],
        responses: { 200: jsonOf('The task', ref('Task')), 404: jsonOf('No such task', ref('Error')) },
      },
      delete: {
        tags: ['tasks'],
        summary: 'Cancel a task that waits',
        operationId: 'cancel_task',
        parameters: [inPath('task_id')],
        responses: {
          200: jsonOf('Canceled', objectOf({ status: text, task_id: text, message: text })),
          400: jsonOf('It does not wait', ref('Error')),
        },
      },
    },
    '/api/v1/tasks/{task_id}/video': {
      get: {
        tags: ['tasks'],
        summary: 'Fetch the film',
        operationId: 'get_video',
        parameters: [inPath('task_id')],
        responses: {
          200: fileOf('The film', 'video/mp4'),
          400: jsonOf('Not done', ref('Error')),
          404: jsonOf('No such task, or its file is gone', ref('Error')),
        },
      },
    },
    '/api/v1/tasks/{task_id}/logs': {
      post: {
        ...read('tasks', 'get_logs', 'Read the log', objectOf({ task_id: text, logs: text })),
        parameters: [inPath('task_id')],
      },
    },
  },
  components: {
    schemas: {
      ...validationSchemas,
      Error: { type: 'object', required: ['detail'], properties: { detail: text, error_code: text } },
      Config: {
        type: 'object',
        properties: {
          guidance_scale: { type: 'number', examples: [3.5] },
          inference_steps: { type: 'integer', examples: [25] },
          enable_cache: { type: 'boolean' },
        },
      },
      Task: objectOf({
        task_id: text,
        status: {
          type: 'string',
          enum: ['queued', 'pending', 'processing', 'completed', 'failed', 'cancelled'],
        },
        progress: { type: 'integer', minimum: 0, maximum: 100 },
        status_message: text,
        result: { anyOf: [objectOf({ video_path: text, task_id: text }), { type: 'null' }] },
        error: textOrNull,
        created_at: { type: 'string', format: 'date-time' },
        updated_at: { type: 'string', format: 'date-time' },
      }),
    },
  },
}

function read(tag: string, operationId: string, summary: string, schema: Schema): Operation {
  return { tags: [tag], summary, operationId, responses: { 200: jsonOf('The answer', schema) } }
}
