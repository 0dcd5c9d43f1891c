import { defineConfig } from 'vitest/config'

/** For `npm run faults`: any number of random runs, or one given run. */
export default defineConfig({
  test: { name: 'faults', include: ['test/faults/onDemand.faults.ts'] },
})
