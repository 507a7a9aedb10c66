import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { studioServer } from '../studio-shared/src/vite.ts'

const server = studioServer(5174)

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'model-viewer' } } })],
  server,
  preview: server,
  // The 3D viewer is one large chunk of its own, loaded when there is something to see.
  build: { chunkSizeWarningLimit: 1_500 },
})
