import { defineConfig, mergeConfig } from 'vitest/config'

export const common = defineConfig({
  test: {
    globalSetup: ['test/support/temporary.ts'],
    testTimeout: 60_000, // so that a machine that is busy otherwise fails no test
    hookTimeout: 60_000,
    maxWorkers: '100%', // most tests wait for a process, and vitest would leave a core free
  },
})

export default mergeConfig(
  common,
  defineConfig({ test: { include: ['test/**/*.test.ts'], exclude: ['test/proof/**'] } }),
)
