import '@onetake/studio-shared/studio.css'
import { createJobsClient } from '@onetake/core/client'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { AppCalls, AppCatalog } from '@onetake/api'
import { App } from './app.tsx'
import { JobsProvider } from './jobs.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root.')
const client = createJobsClient<AppCatalog, AppCalls>({ url: '/api' })

createRoot(root).render(
  <StrictMode>
    <JobsProvider client={client}>
      <App />
    </JobsProvider>
  </StrictMode>,
)
