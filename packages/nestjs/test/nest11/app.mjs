import * as nest from '@nestjs/core'
import * as core from '@onetake/core'
import * as onetake from '@onetake/nestjs'
import * as server from '@onetake/server'
import { serve } from './serve.cjs'

await serve({ ...nest, ...core, ...onetake, ...server })
