import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/cloud/snowflake/bodosql.try.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
  },
})
