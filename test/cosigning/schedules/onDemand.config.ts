import { defineConfig } from 'vitest/config'

/** For `npm run faults -- --node cosigning`: any number of random schedules, or one given schedule. */
export default defineConfig({
  test: { name: 'schedules', include: ['test/cosigning/schedules/onDemand.schedules.ts'] },
})
