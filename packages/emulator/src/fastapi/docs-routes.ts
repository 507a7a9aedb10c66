import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { HttpError } from '../http/http-error.ts'
import { json, type Reply } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { OpenApiDocument } from './openapi.ts'

const require = createRequire(import.meta.url)

/** The files of Swagger UI that the page needs. They come from here, because an emulator works without the internet. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

/** `/openapi.json`, and a page that shows it and can call it. Addresses are relative: the service may have a prefix. */
export function docsRoutes(name: string, document: OpenApiDocument): readonly Route[] {
  return [
    {
      name: `${name}.openapi`,
      method: 'GET',
      pattern: '/openapi.json',
      handle: () => json(document),
    },
    { name: `${name}.docs`, method: 'GET', pattern: '/docs', handle: () => page(document.info.title) },
    {
      name: `${name}.docs`,
      method: 'GET',
      pattern: '/docs/:file',
      handle: ({ params }) => file(params['file'] ?? ''),
    },
    {
      name: `${name}.docs`,
      method: 'GET',
      pattern: '/redoc',
      // The real service has another page here, of the same document.
      handle: () => ({ status: 307, headers: { location: 'docs' } }),
    },
  ]
}

function file(name: string): Reply {
  const contentType = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  if (contentType === undefined) throw new HttpError(404, 'Not Found')
  const folder = dirname(require.resolve('swagger-ui-dist/package.json'))
  return {
    status: 200,
    headers: { 'content-type': contentType, 'cache-control': 'max-age=3600' },
    body: new Uint8Array(readFileSync(join(folder, name))),
  }
}

function page(title: string): Reply {
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} - Swagger UI</title>
    <link rel="stylesheet" href="docs/swagger-ui.css" />
    <link rel="icon" href="docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script>
      SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true, layout: 'BaseLayout' })
    </script>
  </body>
</html>
`
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}
