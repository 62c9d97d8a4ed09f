import { defineConfig, mergeConfig } from 'vitest/config'

export const common = defineConfig({
  test: {
    globalSetup: ['test/support/temporary.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})

export default mergeConfig(
  common,
  defineConfig({ test: { include: ['test/**/*.test.ts'], exclude: ['test/proof/**'] } }),
)
