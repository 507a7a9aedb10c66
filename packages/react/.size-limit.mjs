/** Peers are left out unless told otherwise, and RxJS is one. */
const bundled = (external) => (config) => ({ ...config, external })

/** What a page has to load: hooks, client, and their parts of RxJS and the stream parser. Without React. */
export default [
  {
    name: 'the hooks and the client',
    import: {
      'dist/index.js': '{ createJobHooks }',
      '../core/dist/client/index.js': '{ createJobsClient }',
    },
    gzip: true,
    limit: '9.5 kB',
    modifyEsbuildConfig: bundled(['react', './upload-file.js']),
  },
  {
    name: 'what is loaded when the first file is sent',
    import: { '../core/dist/client/upload-file.js': '{ uploadFile }' },
    gzip: true,
    limit: '2.5 kB',
    modifyEsbuildConfig: bundled([]),
  },
]
