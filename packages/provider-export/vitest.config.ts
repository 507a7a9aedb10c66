import { node } from '../../vitest.base.ts'

export default node('provider-export')
