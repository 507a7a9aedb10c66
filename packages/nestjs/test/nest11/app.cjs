const { serve } = require('./serve.cjs')

void serve({
  ...require('@nestjs/core'),
  ...require('@onetake/core'),
  ...require('@onetake/nestjs'),
  ...require('@onetake/server'),
})
