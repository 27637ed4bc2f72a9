#!/usr/bin/env node
// The threads in which Node waits for the disk start with the first module that it reads by one, and can be counted only
// before that: so this is no module. Many files are synced at the same time, which needs few writes of the disk.
process.env.UV_THREADPOOL_SIZE ??= '32'

import('./cli.ts')
