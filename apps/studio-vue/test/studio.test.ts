import { fileURLToPath } from 'node:url'
import { walkThroughStudio } from '@onetake/studio-shared/walk-through'

walkThroughStudio(fileURLToPath(new URL('..', import.meta.url)))
