import { defineConfig } from 'vitest/config'

/** As many runs as wanted: `npm run faults`. */
export default defineConfig({
  test: { name: 'faults', include: ['test/faults/long.faults.ts'] },
})
