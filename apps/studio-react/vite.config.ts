import { studioServer } from '../studio-shared/src/vite.ts'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = studioServer(5173)

export default defineConfig({
  plugins: [react()],
  server,
  preview: server,
  // The 3D viewer is one large chunk of its own, loaded when there is something to see.
  build: { chunkSizeWarningLimit: 1_500 },
})
