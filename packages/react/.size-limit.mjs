/** What a page that shows a job has to load: hooks, client, and their parts of RxJS and the stream parser. Without React. */
export default [
  {
    name: 'useJob, useCall and the client',
    import: {
      'dist/index.js': '{ createJobHooks }',
      '../core/dist/client/index.js': '{ createJobsClient }',
    },
    gzip: true,
    limit: '9 kB',
    // Peers are left out unless told otherwise, and RxJS is one.
    modifyEsbuildConfig: (config) => ({ ...config, external: ['react'] }),
  },
]
