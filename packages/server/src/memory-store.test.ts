import { testJobStore } from '@onetake/core/testing'
import { createMemoryStore } from './memory-store.ts'

testJobStore('memory', () => createMemoryStore())
